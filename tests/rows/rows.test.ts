/**
 * What the code says of the rows that a statement gives, beside what the database gave while its tests ran. Run after
 * them: `npm test -- db rows`.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { isColumn, mayBeNull } from "../support/rows/column-types";
import { typedQueries, type TypedQuery } from "../support/rows/typed-queries";

/** Statements whose rows have a type that no test has met. */
const MOST_UNSEEN = 30;

const recorded = z.object({
  site: z.object({ file: z.string(), line: z.number() }),
  columns: z.array(z.tuple([z.string(), z.number()])),
  nulls: z.array(z.string()),
});
type Recorded = z.infer<typeof recorded>;

const folder = process.env.FEATURESCOPE_ROWS;

async function readRecorded(from: string): Promise<Recorded[]> {
  const names = await readdir(from);
  const texts = await Promise.all(names.map((name) => readFile(join(from, name), "utf8")));
  return texts.flatMap((text) =>
    text
      .split("\n")
      // the last line of a process that was killed may be cut off
      .filter((line) => line.endsWith("}"))
      .map((line) => recorded.parse(JSON.parse(line))),
  );
}

describe.skipIf(!folder)("the rows of a statement", async () => {
  const { checker, queries } = typedQueries();
  const answers = await readRecorded(folder ?? "");

  /** The innermost statement at a place. */
  const queryAt = ({ file, line }: Recorded["site"]): TypedQuery | undefined =>
    queries
      .filter((query) => query.file === file && query.from <= line && line <= query.to)
      .sort((a, b) => a.to - a.from - (b.to - b.from))[0];
  const met = new Set(answers.map(({ site }) => queryAt(site)).filter((query) => query !== undefined));

  it("are as their type says", () => {
    const problems = answers.flatMap((answer) => {
      const query = queryAt(answer.site);
      return query ? problemsOf(checker, query, answer) : [];
    });
    expect([...new Set(problems)].sort()).toEqual([]);
  });

  it("have been seen, but for a few", () => {
    const unseen = queries.filter((query) => !met.has(query)).map(({ file, from }) => `${file}:${from}`);
    console.log(
      `${met.size} of ${queries.length} typed statements were compared with their rows; not: ${unseen.join(", ")}`,
    );
    expect(unseen.length).toBeLessThanOrEqual(MOST_UNSEEN);
  });
});

function problemsOf(
  checker: ts.TypeChecker,
  { file, from, row, at }: TypedQuery,
  answer: Recorded,
): string[] {
  if (row.flags & (ts.TypeFlags.TypeParameter | ts.TypeFlags.Any)) return [];
  const properties = new Map(checker.getPropertiesOfType(row).map((symbol) => [symbol.name, symbol]));
  const place = `${file}:${from}`;
  const problems: string[] = [];
  for (const [name, oid] of answer.columns) {
    const symbol = properties.get(name);
    properties.delete(name);
    // rows of any columns
    if (!symbol && checker.getIndexInfosOfType(row).length > 0) continue;
    if (!symbol) problems.push(`${place} answers with ${name}, of which its type says nothing`);
    else {
      const type = checker.getTypeOfSymbolAtLocation(symbol, at);
      const said = checker.typeToString(type);
      if (!isColumn(checker, type, oid)) problems.push(`${place} says ${said} of ${name}, of type ${oid}`);
      if (answer.nulls.includes(name) && !mayBeNull(checker, type))
        problems.push(`${place} says ${said} of ${name}, which was null`);
    }
  }
  for (const [name, symbol] of properties)
    if (!(symbol.flags & ts.SymbolFlags.Optional)) problems.push(`${place} answers without ${name}`);
  return problems;
}
