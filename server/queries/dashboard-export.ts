import { queryRows } from "./rows";
import type { PackedExample, PackedFeature } from "./feature";
import type { PackedPassage } from "./passage";

/** Rows of a collection by blocks, for downloads. */

export type ExportedFeature = PackedFeature & { index: number; label: string | null };

export function listFeatureBlock(
  saeId: number,
  collectionId: number,
  from: number,
  count: number,
): Promise<ExportedFeature[]> {
  return queryRows<ExportedFeature>(
    `SELECT f.index, l.text AS label, f.tokens_seen AS "tokensSeen", f.active_tokens AS "activeTokens",
            f.active_passages AS "activePassages", f.density, f.max, f.mean, f.histogram, f.bands, f.promoted
     FROM feature f LEFT JOIN label l ON l.sae_id = $1 AND l.feature = f.index AND l.shown
     WHERE f.collection_id = $2 AND f.index >= $3 AND f.index < $4 ORDER BY f.index`,
    [saeId, collectionId, from, from + count],
  );
}

export type ExportedActivation = Omit<PackedExample, keyof PackedPassage> & { feature: number };

export function listActivationBlock(
  collectionId: number,
  from: number,
  count: number,
): Promise<ExportedActivation[]> {
  return queryRows<ExportedActivation>(
    `SELECT feature, band, rank, passage, peak, value, packed FROM activation
     WHERE collection_id = $1 AND feature >= $2 AND feature < $3 ORDER BY feature, band, rank`,
    [collectionId, from, from + count],
  );
}

export function listPassageBlock(
  corpusId: number,
  from: number,
  count: number,
): Promise<{ index: number; tokens: Buffer }[]> {
  return queryRows(
    `SELECT index, tokens FROM passage WHERE corpus_id = $1 AND index >= $2 AND index < $3 ORDER BY index`,
    [corpusId, from, from + count],
  );
}
