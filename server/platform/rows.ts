import { createHash } from "node:crypto";
import type { QueryConfig, QueryResultRow } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { getDatabase } from "@/prisma/client";

/**
 * Statements by text: the server plans each once a connection. Their texts come from a few builders, so they are few.
 * Proxy, pages and procedures are separate bundles that share connections, so a name says which text it stands for.
 */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  const name = names.get(sql) ?? createHash("sha256").update(sql).digest("base64url").slice(0, 22);
  names.set(sql, name);
  return name;
}

/**
 * Runs one statement.
 * @throws FeaturescopeError DATABASE when the server cannot be reached or refuses the connection
 */
export function queryRows<Row extends QueryResultRow>(sql: string, values: unknown[]): Promise<Row[]> {
  return run<Row>({ name: nameOf(sql), text: sql, values });
}

/** As {@link queryRows}, planned anew for its values: for searches, whose best way depends on how much they find. */
export function queryPlanned<Row extends QueryResultRow>(sql: string, values: unknown[]): Promise<Row[]> {
  return run<Row>({ text: sql, values });
}

async function run<Row extends QueryResultRow>(query: QueryConfig): Promise<Row[]> {
  try {
    return (await getDatabase().pool.query<Row>(query)).rows;
  } catch (error) {
    if (isNotText(error))
      throw new FeaturescopeError(
        "BAD_INPUT",
        "The request holds a NUL character or half of a surrogate pair.",
        "Neither is text; leave it out.",
        { cause: error },
      );
    if (error instanceof FeaturescopeError || !isUnreachable(error)) throw error;
    throw new FeaturescopeError(
      "DATABASE",
      "The database cannot be reached.",
      "Check that PostgreSQL runs at DATABASE_URL; the page works again as soon as it does.",
      { cause: error },
    );
  }
}

/** SQLSTATE of a text that no encoding has. */
function isNotText(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "22021" || error.code === "22P05");
}

/** Connection errors of Node, of the pool's own time limit, and SQLSTATE classes 08, 28, 3D, 53 and 57. */
function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return (
    /^(ECONN|ENOTFOUND|EAI_|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOENT)/.test(code) ||
    /^(08|28|3D|53|57)/.test(code) ||
    /timeout|terminated|closed/i.test(error.message)
  );
}
