import { queryPlanned, queryRows } from "../queries/rows";

/**
 * In how many documents a stem occurs, counted up to MOST_RANKED: what is rarer is ranked document by document, what is
 * more frequent is too much for that. Kept for a minute, for a page asks again for each of its pages.
 */
export const MOST_RANKED = 2_500;

const FRESH_MS = 60_000;
const KEPT = 4_000;
const kept = new Map<string, { at: number; documents: number }>();
let total = { at: -Infinity, documents: 1 };

export interface Frequencies {
  /** Documents with each stem; beyond MOST_RANKED an estimate of the server's statistics. */
  of(lexeme: string): number;
  /** Documents there are, about. */
  total: number;
}

export async function readFrequencies(lexemes: readonly string[]): Promise<Frequencies> {
  const now = Date.now();
  const missing = [...new Set(lexemes)].filter(
    (lexeme) => !(now - (kept.get(lexeme)?.at ?? -Infinity) < FRESH_MS),
  );
  const [counts, documents] = await Promise.all([
    missing.length > 0 ? countDocuments(missing) : [],
    now - total.at < FRESH_MS ? total.documents : countAll(),
  ]);
  total = { at: now, documents };
  for (const { lexeme, documents: count } of counts) {
    kept.delete(lexeme);
    kept.set(lexeme, { at: now, documents: count });
  }
  const found = new Map(lexemes.map((lexeme) => [lexeme, kept.get(lexeme)?.documents ?? 0]));
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  return { of: (lexeme) => found.get(lexeme) ?? 0, total: documents };
}

/** Stems that the server's statistics know to be frequent are not counted: that would read their whole index entry. */
function countDocuments(lexemes: readonly string[]): Promise<{ lexeme: string; documents: number }[]> {
  return queryPlanned(
    `WITH frequent AS MATERIALIZED (
       SELECT s.element, s.freq * (SELECT reltuples FROM pg_class WHERE oid = 'search_document'::regclass) AS estimate
       FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) s(element, freq)
       WHERE tablename = 'search_document' AND attname = 'words'
     )
     SELECT l.lexeme, CASE WHEN e.estimate > 2 * $2 THEN e.estimate ELSE (
         SELECT count(*) FROM (
           SELECT 1 FROM search_document WHERE words @@ ${quoted("l.lexeme")} LIMIT $2 + 1) bounded
       ) END::int AS documents
     FROM unnest($1::text[]) l(lexeme) LEFT JOIN frequent e ON e.element = l.lexeme`,
    [lexemes, MOST_RANKED],
  );
}

/** A stem as a tsquery, whatever characters it has. @param sql an expression of type text */
export function quoted(sql: string): string {
  return `('''' || replace(replace(${sql}, '\\', '\\\\'), '''', '''''') || '''')::tsquery`;
}

async function countAll(): Promise<number> {
  const rows = await queryRows<{ documents: number }>(
    "SELECT greatest(reltuples, 1000)::int AS documents FROM pg_class WHERE oid = 'search_document'::regclass",
    [],
  );
  return rows[0]?.documents ?? 1;
}
