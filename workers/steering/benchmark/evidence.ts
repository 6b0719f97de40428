import type { Pool } from "pg";
import type { BenchmarkVector } from "@/domain/steering-benchmark";
import { statisticalPredictors } from "@/domain/steering-predictors";
import { readDirection } from "@/domain/vectors";
import type { CollectionTarget } from "../../dashboards/collection-target";
import type { OutputEffect } from "../output-scores";
import { controlOf, type LiveFeature } from "./choose-features";
import { likenessOf } from "./likeness";
import { readPeakWindows } from "./read-evidence";
import type { FeatureEvidence } from "./request";

/** What is known when the features are chosen. */
interface Known {
  live: readonly LiveFeature[];
  effects: ReadonlyMap<number, OutputEffect>;
  seed: number;
  background: ReadonlyMap<number, Uint32Array>;
  vectors: readonly BenchmarkVector[];
}

/** What a benchmark takes from the database of each of its features. */
export async function evidenceOf(
  pool: Pool,
  target: CollectionTarget,
  own: readonly LiveFeature[],
  { live, effects, seed, background, vectors }: Known,
): Promise<FeatureEvidence[]> {
  const indices = own.map(({ feature }) => feature);
  const windows = await readPeakWindows(pool, target, indices);
  const { rows } = await pool.query<{ feature: number; text: string; score: number | null }>(
    "SELECT feature, text, score FROM label WHERE sae_id = $1 AND feature = ANY($2) AND shown AND method <> 'unclear'",
    [target.saeId, indices],
  );
  const labels = new Map(rows.map((row) => [row.feature, row]));
  const stability = await readStability(pool, target.saeId);
  const any = [...background.values()];
  const others = live.filter(({ feature }) => !indices.includes(feature));
  return own.map((feature) => {
    const { feature: index, max } = feature;
    const label = labels.get(index);
    const vector = vectors.find((one) => one.feature === index);
    const examples = windows.get(index) ?? { heldIn: [], heldOut: [] };
    return {
      ...{ feature: index, max, label: label?.text ?? null, control: controlOf(feature, others, seed) },
      vector: vector ? readDirection(Buffer.from(vector.direction, "base64")) : null,
      predictors: {
        outputScore: effects.get(index)?.score ?? null,
        deltaConfidence: effects.get(index)?.confidence ?? null,
        inputScore: inputScoreOf(feature, examples),
        ...statisticalPredictors({ ...feature, labelScore: label?.score ?? null }),
        coherence: likenessOf(examples, any),
        stability: stability?.[index] ?? null,
      },
      ...examples,
    };
  });
}

/**
 * Input score (Arad et al. 2025): the share of a feature's strongest examples whose peak is one of the tokens that it
 * promotes most; null without examples.
 */
function inputScoreOf(
  { promoted }: Pick<LiveFeature, "promoted">,
  { heldIn, heldOut }: Pick<FeatureEvidence, "heldIn" | "heldOut">,
): number | null {
  const tokens = new Set(promoted.map(({ id }) => id));
  const windows = [...heldIn, ...heldOut];
  const peaks = windows.filter(({ ids, peak }) => tokens.has(ids[peak] ?? -1));
  return windows.length > 0 ? peaks.length / windows.length : null;
}

/** Of every feature the cosine to its nearest in an SAE of another seed (workers/sae/training/controls.ts), where known. */
async function readStability(pool: Pool, saeId: number): Promise<readonly number[] | null> {
  const { rows } = await pool.query<{ stability: number[] | null }>(
    "SELECT training -> 'stability' AS stability FROM sae WHERE id = $1",
    [saeId],
  );
  return rows[0]?.stability ?? null;
}
