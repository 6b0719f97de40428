import type { FeatureEntries } from "@/workers/dashboards/shard-activations";

/**
 * The `top` largest activations of each feature, one a passage, 0 where there are fewer: [features, top]. Repeats are not
 * folded, as the dashboards do it, so that a program without that rule can be compared.
 */
export function topPassages(
  shards: readonly { firstPassage: number; entries: FeatureEntries }[],
  top: number,
  context: number,
): Float32Array {
  const features = (shards[0]?.entries.offsets.length ?? 1) - 1;
  const found = new Float32Array(features * top);
  for (let feature = 0; feature < features; feature++) {
    const peaks = new Map<number, number>();
    for (const { firstPassage, entries } of shards)
      for (let n = entries.offsets[feature] ?? 0; n < (entries.offsets[feature + 1] ?? 0); n++) {
        const passage = firstPassage + Math.floor((entries.tokens[n] ?? 0) / context);
        peaks.set(passage, Math.max(peaks.get(passage) ?? 0, entries.values[n] ?? 0));
      }
    found.set([...peaks.values()].sort((a, b) => b - a).slice(0, top), feature * top);
  }
  return found;
}
