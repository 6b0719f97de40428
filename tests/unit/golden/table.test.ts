/** The golden table of docs/formats.md (tests/golden-table.ts) knows every fixture, and each within the tolerance. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT_ROOT } from "@/domain/project-root";
import { GOLDEN_MODELS } from "./golden-models";
import { GOLDEN_SAES } from "./golden-saes";

const ROW = /^\| `(models|saes)\/([\w.-]+)`\s*\|[^|]+\|(.+)\|$/gm;

test("docs/formats.md has a row for every fixture", () => {
  const page = readFileSync(join(PROJECT_ROOT, "docs/formats.md"), "utf8");
  const rows = [...page.matchAll(ROW)];
  const named = (kind: string) => rows.filter((row) => row[1] === kind).map((row) => row[2]);
  expect(named("models").sort()).toEqual([...GOLDEN_MODELS].sort());
  expect(named("saes").sort()).toEqual([...GOLDEN_SAES].sort());
  for (const [, , name, differences = ""] of rows)
    for (const difference of differences.split("|")) expect(Number(difference), name).toBeLessThan(1e-4);
});
