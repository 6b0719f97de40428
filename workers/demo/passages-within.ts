import type { Pool } from "pg";

/** How many of a corpus's first passages have `tokens` tokens together (BOS not counted), at least one; null where all do. */
export async function passagesWithin(pool: Pool, corpusId: number, tokens: number): Promise<number | null> {
  if (tokens === Infinity) return null;
  const { rows } = await pool.query<{ within: number; passages: number }>(
    `SELECT count(*) FILTER (WHERE counted.until <= $2)::int AS within, count(*)::int AS passages
     FROM (
       SELECT sum(octet_length(p.tokens) / CASE WHEN (m.config->>'vocabulary')::int <= 65536 THEN 2 ELSE 4 END - 1)
         OVER (ORDER BY p.index) AS until
       FROM passage p JOIN corpus c ON c.id = p.corpus_id JOIN language_model m ON m.id = c.model_id
       WHERE p.corpus_id = $1
     ) counted`,
    [corpusId, tokens],
  );
  const { within, passages } = rows[0] ?? { within: 0, passages: 0 };
  return within >= passages ? null : Math.max(1, within);
}
