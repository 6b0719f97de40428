/**
 * The golden table: every fixture, what of it was compared with the reference, and the largest difference on each engine.
 * It is printed, and with --write put into docs/formats.md, where a test looks for a row for every fixture.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT_ROOT } from "@/domain/project-root";
import { enginesUnderTest } from "./unit/engine/engines";
import { compareModel, GOLDEN_MODELS } from "./unit/golden/golden-models";
import { compareSae, GOLDEN_SAES } from "./unit/golden/golden-saes";

const PAGE = join(PROJECT_ROOT, "docs/formats.md");
const [FIRST, LAST] = ["<!-- golden table -->", "<!-- end of the golden table -->"];

interface Row {
  fixture: string;
  compared: string;
  /** By engine. */
  largest: number[];
}

async function compareAll(): Promise<{ engines: string[]; rows: Row[] }> {
  const engines = enginesUnderTest();
  const found = new Map<string, Row>();
  const add = (fixture: string, compared: string, differences: readonly number[]) => {
    const row = found.get(fixture) ?? { fixture, compared, largest: [] };
    row.largest.push(Math.max(...differences));
    found.set(fixture, row);
  };
  for (const { create } of engines) {
    const engine = await create();
    for (const name of GOLDEN_MODELS) {
      const differences = await compareModel(engine, name);
      add(`models/${name}`, `${differences.size - 1} hook points, logits`, [...differences.values()]);
    }
    for (const name of GOLDEN_SAES)
      add(`saes/${name}`, "features, reconstruction", Object.values(await compareSae(engine, name)));
    await engine.dispose();
  }
  return { engines: engines.map(({ name }) => name), rows: [...found.values()] };
}

function markdown({ engines, rows }: Awaited<ReturnType<typeof compareAll>>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(["fixture", "compared", ...engines]),
    line(["---", "---", ...engines.map(() => "---")]),
    ...rows.map(({ fixture, compared, largest }) =>
      line([`\`${fixture}\``, compared, ...largest.map((value) => value.toExponential(1))]),
    ),
  ].join("\n");
}

const table = markdown(await compareAll());
process.stdout.write(`${table}\n`);
if (process.argv.includes("--write")) {
  const page = await readFile(PAGE, "utf8");
  const [before = "", rest = ""] = page.split(FIRST);
  const after = rest.split(LAST)[1] ?? "";
  await writeFile(PAGE, `${before}${FIRST}\n\n${table}\n\n${LAST}${after}`);
}
