import type { Pool } from "pg";
import { unpackActivations } from "@/domain/activation-codec";
import { sideOf } from "@/domain/label-sides";
import type { CollectionTarget } from "../../dashboards/collection-target";
import { readPassagesAt } from "../../dashboards/corpus-passages";
import type { FeatureEvidence, PeakWindow } from "./request";

/** Tokens on either side of a peak. */
const AROUND = 16;
/** Examples whose peak does not reach this share of the feature's largest say little of it. */
const STRONG = 0.5;
/** Examples of a side, the strongest. */
const MOST_EXAMPLES = 12;

/** Windows around the peaks of each feature's stored examples, strongest first, by side (domain/label-sides.ts). */
export async function readPeakWindows(
  pool: Pool,
  target: CollectionTarget,
  features: readonly number[],
): Promise<Map<number, Pick<FeatureEvidence, "heldIn" | "heldOut">>> {
  const { rows } = await pool.query<{
    feature: number;
    passage: number;
    peak: number;
    value: number;
    packed: Buffer;
    max: number;
  }>(
    // the same passage may be a top example and a band's sample
    `SELECT DISTINCT ON (a.feature, a.passage) a.feature, a.passage, a.peak, a.value, a.packed, f.max
     FROM activation a JOIN feature f ON f.collection_id = a.collection_id AND f.index = a.feature
     WHERE a.collection_id = $1 AND a.feature = ANY($2) ORDER BY a.feature, a.passage, a.band`,
    [target.id, features],
  );
  const corpus = { id: target.corpusId, vocabulary: target.model.vocabulary };
  const texts = await readPassagesAt(pool, corpus, [...new Set(rows.map(({ passage }) => passage))]);
  const strong = rows
    .filter(({ value, max }) => value >= STRONG * max)
    .sort((a, b) => b.value - a.value || a.passage - b.passage);
  return new Map(
    features.map((feature) => {
      const own = strong.filter((row) => row.feature === feature);
      const windows = (side: "training" | "held-out") =>
        own
          .filter(({ passage }) => sideOf(passage) === side)
          .slice(0, MOST_EXAMPLES)
          .flatMap(({ passage, peak, value, packed }) => {
            const ids = texts.get(passage);
            return ids ? [windowOf(ids, peak, unpackActivations(packed, value).positions)] : [];
          });
      return [feature, { heldIn: windows("training"), heldOut: windows("held-out") }];
    }),
  );
}

function windowOf(ids: Uint32Array, peak: number, active: readonly number[]): PeakWindow {
  const start = Math.max(1, peak - AROUND);
  const end = Math.min(ids.length, peak + AROUND + 1);
  return {
    ids: Uint32Array.from([ids[0] ?? 0, ...ids.subarray(start, end)]),
    peak: peak - start + 1,
    active: active.filter((position) => position >= start && position < end).length,
  };
}
