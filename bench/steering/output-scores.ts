import type { Engine, HostTensor } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import type { LanguageModel } from "@/workers/files/language-model";
import { jointWeights, type Sae } from "@/workers/sae/sae";
import { causalMask, fromHookSpec, gradientSpec } from "@/workers/steering/attribution-programs";
import type { SteeredFeatureRow } from "./features";

/** The feature is set to this multiple of its maximum at every token but BOS. */
const AMPLIFIED = 1;
/** Features that share a run. */
const TOGETHER = 64;

export interface OutputScore {
  feature: SteeredFeatureRow;
  score: number;
}

/**
 * How surely each feature, amplified, makes the model say what the feature's direction promotes (Arad et al. 2025):
 * (1 - rank / V) * probability of the best of its promoted tokens, less the same without the feature, mean over `prompts`.
 */
export async function outputScores(
  engine: Engine,
  model: LanguageModel,
  sae: Sae,
  features: readonly SteeredFeatureRow[],
  prompts: readonly (readonly number[])[],
): Promise<OutputScore[]> {
  const { config, weights } = model;
  const { width, vocabulary } = config;
  const { dSae, hookName } = sae.config;
  const atHook = await engine.compile(gradientSpec(config, sae), jointWeights(model, sae));
  const fromHook = await engine.compile(fromHookSpec(config, hookName), weights);
  const directions = input(Object.fromEntries(sae.weights), "W_dec").data;
  const sums = new Float64Array(features.length);
  const int32 = (shape: number[], at: (i: number) => number): HostTensor => ({
    dtype: "int32",
    shape,
    data: Int32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => at(i)),
  });
  const zeros = (shape: number[]): HostTensor => ({
    dtype: "float32",
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
  });
  for (const prompt of prompts) {
    const time = prompt.length;
    const read = await atHook.run({
      ids: int32([1, time], (i) => prompt[i] ?? 0),
      positions: int32([1, time], (i) => i),
      mask: causalMask(time),
      seed: zeros([1, 1, vocabulary]),
      removed: zeros([dSae]),
    });
    const x = input(read, "x").data as Float32Array;
    const values = input(read, "features").data;
    const answer = async (rows: number, streams: Float32Array) => {
      const { logits } = await fromHook.run({
        positions: int32([rows, time], (i) => i % time),
        x: { dtype: "float32", shape: [rows, time, width], data: streams },
      });
      return (row: number) =>
        (logits?.data as Float32Array).subarray(row * vocabulary, (row + 1) * vocabulary);
    };
    const plain = (await answer(1, x))(0);
    for (let first = 0; first < features.length; first += TOGETHER) {
      const some = features.slice(first, first + TOGETHER);
      const streams = new Float32Array(some.length * x.length);
      some.forEach(({ index, max }, row) => {
        streams.set(x, row * x.length);
        for (let at = 1; at < time; at++) {
          const moved = AMPLIFIED * max - (values[at * dSae + index] ?? 0);
          for (let j = 0; j < width; j++) {
            const place = row * x.length + at * width + j;
            streams[place] = (streams[place] ?? 0) + moved * (directions[index * width + j] ?? 0);
          }
        }
      });
      const logits = await answer(some.length, streams);
      some.forEach(({ promoted }, row) => {
        const gain = surenessOf(logits(row), promoted) - surenessOf(plain, promoted);
        sums[first + row] = (sums[first + row] ?? 0) + gain;
      });
    }
  }
  await Promise.all([atHook.dispose(), fromHook.dispose()]);
  return features
    .map((feature, i) => ({ feature, score: (sums[i] ?? 0) / prompts.length }))
    .sort((a, b) => b.score - a.score || a.feature.index - b.feature.index);
}

/** (1 - rank / V) * probability of the most probable of the tokens. */
function surenessOf(logits: Float32Array, tokens: readonly number[]): number {
  let largest = -Infinity;
  for (const logit of logits) largest = Math.max(largest, logit);
  let total = 0;
  for (const logit of logits) total += Math.exp(logit - largest);
  const best = Math.max(...tokens.map((token) => logits[token] ?? -Infinity));
  const rank = logits.reduce((before, logit) => before + Number(logit > best), 0);
  return (1 - rank / logits.length) * (Math.exp(best - largest) / total);
}
