import { perplexity, type WrittenToken } from "@/domain/steering-run";
import { resolveEdit } from "@/domain/steering";
import type { SteeredBatch, TextRequest } from "@/workers/steering/steered-batch";
import type { ScoredFeatureRow } from "@/workers/steering/scored-features";

/** Beyond twice the maximum no text of this model stays readable. */
export const DOSES = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
const MODE = "clamp";

export interface DoseResponse {
  dose: number;
  /** Share of the written tokens on which the model as it is finds the feature active. */
  active: number;
  /** Of the steered texts under the model as it is, over that of the default texts. */
  perplexityRatio: number;
}

export interface FeatureResponse {
  feature: ScoredFeatureRow;
  /** Share of the default texts' tokens on which it is active; at least one token in all that were written. */
  byDefault: number;
  doses: DoseResponse[];
}

/**
 * Texts with a feature clamped to multiples of its maximum, read by the model as it is. A feature is read before its edit,
 * at a layer that edits at the same layer cannot reach, so the reading is the unsteered model's.
 */
export async function doseResponse(
  batch: SteeredBatch,
  feature: ScoredFeatureRow,
  prompt: readonly number[],
  { texts, length }: { texts: number; length: number },
): Promise<FeatureResponse> {
  const request = (seed: number): TextRequest => ({
    ...{ prompt, features: [{ place: 0, feature: feature.index }], scope: { kind: "all" } },
    doses: DOSES.map((dose) => [
      resolveEdit({ sae: "", feature: feature.index, mode: MODE, strength: dose }, feature.max),
    ]),
    ...{ temperature: 0.8, topP: 0.95, seed, length },
  });
  for (let seed = 1; seed <= texts; seed++) await batch.add(`${feature.index} ${seed}`, request(seed));
  const written: WrittenToken[][] = Array.from({ length: DOSES.length + 1 }, () => []);
  while (batch.size > 0)
    for (const step of (await batch.step()).values())
      step.forEach((token, text) => token?.id !== undefined && written[text]?.push(token));
  const [plain = [], ...steered] = written;
  const default_ = perplexity(plain) ?? NaN;
  return {
    feature,
    byDefault: Math.max(share(plain), 1 / plain.length),
    doses: steered.map((tokens, i) => ({
      dose: DOSES[i] ?? NaN,
      active: share(tokens),
      perplexityRatio: (perplexity(tokens) ?? NaN) / default_,
    })),
  };
}

function share(tokens: readonly WrittenToken[]): number {
  return tokens.filter(({ read }) => (read[0] ?? 0) > 0).length / tokens.length;
}

/** The strongest response whose text stays readable. */
export function bestDose({ doses }: FeatureResponse, perplexityLimit: number): DoseResponse | undefined {
  return doses
    .filter(({ perplexityRatio }) => perplexityRatio < perplexityLimit)
    .sort((a, b) => b.active - a.active)[0];
}
