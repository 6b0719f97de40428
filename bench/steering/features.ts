import type pg from "pg";
import { unpackPromoted } from "@/domain/feature-statistics";

/** What steering needs of a feature's dashboard. */
export interface SteeredFeatureRow {
  index: number;
  max: number;
  /** Share of the corpus' tokens on which it is active. */
  density: number;
  /** Ids of the tokens that its direction promotes most. */
  promoted: number[];
}

/** Places of `promoted` that are promoted tokens; suppressed ones follow. */
const PROMOTED = 10;

/** The features of an SAE that were active on its corpus. */
export async function activeFeatures(pool: pg.Pool, slug: string): Promise<SteeredFeatureRow[]> {
  const { rows } = await pool.query<Omit<SteeredFeatureRow, "promoted"> & { packed: Buffer }>(
    `SELECT f.index, f.max, f.density, f.promoted AS packed
     FROM sae s JOIN feature f ON f.collection_id = s.current_collection_id
     WHERE s.slug = $1 AND f.active_tokens > 0 ORDER BY f.index`,
    [slug],
  );
  return rows.map(({ packed, ...feature }) => ({
    ...feature,
    promoted: unpackPromoted(packed)
      .slice(0, PROMOTED)
      .map(({ id }) => id),
  }));
}
