import type { Pool } from "pg";
import { PROMOTED_TOKENS } from "@/domain/collections";
import { unpackPromoted } from "@/domain/feature-statistics";
import type { ScoredFeature } from "./output-scores";

export interface ScoredFeatureRow extends ScoredFeature {
  /** Share of the corpus' tokens on which it is active. */
  density: number;
}

/**
 * What the dashboards know of an SAE's features, by index; those that were never active are left out.
 * @param wanted null for all
 */
export async function readScoredFeatures(
  pool: Pool,
  saeId: number,
  wanted: readonly number[] | null,
): Promise<ScoredFeatureRow[]> {
  const { rows } = await pool.query<Omit<ScoredFeatureRow, "promoted"> & { packed: Buffer }>(
    `SELECT f.index, f.max, f.density, f.promoted AS packed
     FROM sae s JOIN feature f ON f.collection_id = s.current_collection_id
     WHERE s.id = $1 AND f.active_tokens > 0 AND ($2::int[] IS NULL OR f.index = ANY($2)) ORDER BY f.index`,
    [saeId, wanted],
  );
  return rows.map(({ packed, ...feature }) => ({
    ...feature,
    promoted: unpackPromoted(packed)
      .slice(0, PROMOTED_TOKENS)
      .map(({ id }) => id),
  }));
}
