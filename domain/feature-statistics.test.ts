import { describe, expect, it } from "vitest";
import { packCounts, packPromoted, unpackCounts, unpackPromoted } from "./feature-statistics";

describe("packed feature columns", () => {
  it("write counts as little-endian uint32", () => {
    expect([...packCounts([1, 258])]).toEqual([1, 0, 0, 0, 2, 1, 0, 0]);
    expect(unpackCounts(packCounts([0, 4_294_967_295, 7]))).toEqual([0, 4_294_967_295, 7]);
  });

  it("read counts from a view into a larger buffer, as the database driver hands them over", () => {
    const outer = new Uint8Array([9, 9, 9, 5, 0, 0, 0, 6, 0, 0, 0]);
    expect(unpackCounts(outer.subarray(3))).toEqual([5, 6]);
  });

  it("write promoted tokens as int32 id and float32 logit", () => {
    const bytes = packPromoted([{ id: 262, logit: 1.5 }]);
    expect([...bytes]).toEqual([6, 1, 0, 0, 0, 0, 0xc0, 0x3f]);
    const tokens = [
      { id: 31999, logit: 0.25 },
      { id: 3, logit: -2 },
    ];
    expect(unpackPromoted(packPromoted(tokens))).toEqual(tokens);
  });
});
