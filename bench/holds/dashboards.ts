import type pg from "pg";

/** A hash of all rows that a collection's pages show, by the SAE's name; of finished collections alone. */
export async function hashDashboards(pool: pg.Pool): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ slug: string; id: number }>(
    `SELECT s.slug, c.id FROM collection c JOIN sae s ON s.current_collection_id = c.id
     WHERE c.state = 'done' ORDER BY s.slug`,
  );
  const hashes = new Map<string, string>();
  for (const { slug, id } of rows) {
    const { rows: found } = await pool.query<{ hash: string }>(
      `SELECT md5(
         (SELECT string_agg(md5(f::text), '' ORDER BY f.index)
          FROM (SELECT index, tokens_seen, active_tokens, active_passages, density, max, mean, histogram, bands, promoted
                FROM feature WHERE collection_id = $1) f)
         || (SELECT string_agg(md5(a::text), '' ORDER BY a.feature, a.band, a.rank)
             FROM (SELECT feature, band, rank, passage, peak, value, packed
                   FROM activation WHERE collection_id = $1) a)) AS hash`,
      [id],
    );
    hashes.set(slug, found[0]?.hash ?? "");
  }
  return hashes;
}
