import type { BlockDashboardsRequest } from "../compute/api";
import { buildFeatureDashboard, type CollectedFeature } from "./feature-dashboard";
import { unpackBlock, type FeatureEntries } from "./shard-activations";

/** Dashboards of a block's features from all shards, which must come in order of their passages. */
export function buildBlock(request: BlockDashboardsRequest): CollectedFeature[] {
  const { corpus, context } = request;
  const shards = request.shards.map(({ firstPassage, packed }) => ({
    firstPassage,
    entries: unpackBlock(packed),
  }));
  const tokensOf = (passage: number) =>
    corpus.ids.subarray(corpus.offsets[passage], corpus.offsets[passage + 1]);
  return Array.from({ length: request.features }, (_, i) =>
    buildFeatureDashboard(request.firstFeature + i, joinShards(shards, i, context), tokensOf),
  );
}

function joinShards(shards: { firstPassage: number; entries: FeatureEntries }[], i: number, context: number) {
  const parts = shards.map(({ firstPassage, entries: { offsets, tokens, values } }) => {
    const [from, to] = [offsets[i] as number, offsets[i + 1] as number];
    return { firstPassage, tokens: tokens.subarray(from, to), values: values.subarray(from, to) };
  });
  const count = parts.reduce((sum, part) => sum + part.values.length, 0);
  const joined = {
    passages: new Uint32Array(count),
    positions: new Uint16Array(count),
    values: new Float32Array(count),
  };
  let n = 0;
  for (const { firstPassage, tokens, values } of parts) {
    joined.values.set(values, n);
    for (let i = 0; i < tokens.length; i++, n++) {
      const token = tokens[i] as number;
      joined.passages[n] = firstPassage + Math.floor(token / context);
      joined.positions[n] = token % context;
    }
  }
  return joined;
}
