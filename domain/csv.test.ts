import { describe, expect, it } from "vitest";
import { csvRow } from "./csv";

describe("csvRow", () => {
  it("quotes what would end a cell or a row", () => {
    expect(csvRow(["a", 'say "b"', "c,d", "e\nf", null, 1.5, true])).toBe(
      'a,"say ""b""","c,d","e\nf",,1.5,true\r\n',
    );
  });

  it.each(["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", '=HYPERLINK("http://x","y")'])(
    "makes text of the formula %j, and leaves numbers numbers",
    (formula) => {
      const cell = csvRow([formula]).trimEnd().replace(/^"/, "");
      expect(cell.startsWith("'")).toBe(true);
      expect(csvRow([-1.5])).toBe("-1.5\r\n");
    },
  );
});
