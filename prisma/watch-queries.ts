import type pg from "pg";
import { log } from "@/telemetry/log";
import { isTracing, recordSpan } from "@/telemetry/trace";

/** Milliseconds from which on a statement counts as slow: FEATURESCOPE_SLOW_SQL_MS. */
const SLOW_MS = Number(process.env.FEATURESCOPE_SLOW_SQL_MS) || 100;

type Query = (...args: unknown[]) => unknown;

/**
 * Has a pool's slow statements become spans, and lines of the log at level "debug": their text, in which values are
 * placeholders, and never the values. Where nobody would see either, the pool stays as it is.
 */
export function watchQueries(pool: pg.Pool): void {
  if (!isTracing() && !log.isLevelEnabled("debug")) return;
  watch(pool);
  // what a transaction runs goes to its connection; what the pool runs itself comes there with a callback
  pool.on("connect", watch);
}

function watch(runner: pg.Pool | pg.PoolClient): void {
  const run = runner.query.bind(runner) as Query;
  const watched: Query = (...args) => {
    const answer = run(...args);
    if (!(answer instanceof Promise)) return answer;
    const begun = performance.now();
    const tell = () => tellIfSlow(args[0], performance.now() - begun);
    answer.then(tell, tell);
    return answer;
  };
  runner.query = watched as typeof runner.query;
}

function tellIfSlow(statement: unknown, ms: number): void {
  if (ms < SLOW_MS) return;
  const sql = textOf(statement).replace(/\s+/g, " ").trim();
  recordSpan(`sql ${sql.split(" ", 1)[0]?.toLowerCase() ?? ""}`, ms, {
    kind: "client",
    attributes: { "db.system.name": "postgresql", "db.query.text": sql },
  });
  log.debug({ sql, ms: Math.round(ms) }, "A statement took long.");
}

function textOf(statement: unknown): string {
  if (typeof statement === "string") return statement;
  const text =
    typeof statement === "object" && statement !== null && "text" in statement ? statement.text : "";
  return typeof text === "string" ? text : "";
}
