/**
 * Loaded before a program under test (--import): writes down what each statement of ours answered with, one line of JSON
 * for each new statement and each column first seen null, in the folder FEATURESCOPE_ROWS. tests/rows compares that with
 * the types which the code gives its rows. Plain JavaScript, for it runs before anything that reads TypeScript.
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

const folder = process.env.FEATURESCOPE_ROWS;
if (folder) record(join(folder, `${process.pid}.jsonl`));

function record(file) {
  /** Statements by text, with where they were asked and the columns that were null. */
  const seen = new Map();

  for (const { prototype } of [pg.Pool, pg.Client]) {
    const query = prototype.query;
    prototype.query = function (statement, ...rest) {
      const text = typeof statement === "string" ? statement : statement?.text;
      const known = typeof text === "string" ? (seen.get(text) ?? begin(text)) : null;
      const answer = query.call(this, statement, ...rest);
      if (known?.site && typeof answer?.then === "function")
        answer.then(
          (result) => note(known, result),
          () => undefined,
        );
      return answer;
    };
  }

  function begin(text) {
    const known = { site: siteOf(new Error().stack ?? ""), columns: null, nulls: new Set() };
    // a pool asks one of its clients, in whose stack there is nothing of ours
    if (known.site) seen.set(text, known);
    return known;
  }

  function note(known, result) {
    if (Array.isArray(result) || !Array.isArray(result?.fields) || result.fields.length === 0) return;
    const columns = result.fields.map(({ name, dataTypeID }) => [name, dataTypeID]);
    const nulls = columns
      .map(([name]) => name)
      .filter((name) => !known.nulls.has(name) && result.rows.some((row) => row[name] === null));
    if (known.columns && nulls.length === 0) return;
    known.columns = columns;
    for (const name of nulls) known.nulls.add(name);
    appendFileSync(file, `${JSON.stringify({ site: known.site, columns, nulls: [...known.nulls] })}\n`);
  }
}

/** The first place in a stack that is in the program and not in what all statements pass through. */
function siteOf(stack) {
  for (const line of stack.split("\n")) {
    const place = /((?:server|workers|prisma|cli)\/[\w/.-]+\.ts):(\d+):\d+/.exec(line);
    if (place && !/node_modules|server\/platform\/rows\.ts|\.test\.ts/.test(line))
      return { file: place[1], line: Number(place[2]) };
  }
  return null;
}
