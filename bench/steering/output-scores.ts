import { resolveEdit } from "@/domain/steering";
import type { SteeredBatch } from "@/workers/steering/steered-batch";
import type { SteeredFeatureRow } from "./features";

/** The feature is set to this multiple of its maximum. */
const AMPLIFIED = 5;
/** Requests that share a step. */
const TOGETHER = 24;

export interface OutputScore {
  feature: SteeredFeatureRow;
  score: number;
}

/**
 * How surely each feature, amplified, makes the model say what the feature's direction promotes (Arad et al. 2025):
 * (1 - rank / V) * probability of the best of its promoted tokens. Only the five most probable tokens are known; a
 * feature whose promoted tokens are not among them scores 0, which changes no place among the best.
 */
export async function outputScores(
  batch: SteeredBatch,
  features: readonly SteeredFeatureRow[],
  prompt: readonly number[],
  vocabulary: number,
): Promise<OutputScore[]> {
  const scores: OutputScore[] = [];
  for (let from = 0; from < features.length; from += TOGETHER) {
    const some = features.slice(from, from + TOGETHER);
    for (const { index, max } of some)
      await batch.add(String(index), {
        ...{ prompt, features: [{ place: 0, feature: index }], scope: { kind: "all" } as const },
        doses: [[resolveEdit({ sae: "", feature: index, mode: "clamp", strength: AMPLIFIED }, max)]],
        ...{ temperature: 0, topP: 1, seed: 1, length: 1 },
      });
    const steps = await batch.step();
    for (const feature of some) {
      const top = steps.get(String(feature.index))?.[1]?.top ?? [];
      const rank = top.findIndex(([id]) => feature.promoted.includes(id));
      const probability = top[rank]?.[1] ?? 0;
      scores.push({ feature, score: rank < 0 ? 0 : (1 - (rank + 1) / vocabulary) * probability });
    }
  }
  return scores.sort((a, b) => b.score - a.score || a.feature.index - b.feature.index);
}
