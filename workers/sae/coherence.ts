/**
 * Context coherence of an SAE's directions without a database: its examples are chosen as pages choose them, from
 * passages given. For SAEs in training, their doubles and other seeds.
 */
import { measureCoherence, OVERLAP, type Coherence } from "../contexts/coherence";
import { contextVectors } from "../contexts/context-vectors";
import {
  AFTER_PEAK,
  BEFORE_PEAK,
  gatherWindows,
  type ContextExample,
  type ContextWindows,
} from "../contexts/context-windows";
import { buildFeatureDashboard, type FeatureActivations } from "../dashboards/feature-dashboard";
import type { FeatureEntries } from "../dashboards/shard-activations";
import type { Engine } from "../engine/ops";
import { decoderDirections, NearestDirections } from "../maps/nearest-directions";
import type { Sae } from "./sae";

/** Passages collected at once. */
export const BLOCK_PASSAGES = 64;

/** @param sae folded for inference */
export async function measureSaeCoherence(
  engine: Engine,
  sae: Sae,
  contexts: ContextWindows,
): Promise<Coherence | null> {
  const directions = decoderDirections(sae);
  const nearest = await NearestDirections.create(engine, directions, directions, {
    wanted: OVERLAP,
    own: true,
  });
  const { ids, each } = await nearest.find(0, nearest.rows);
  await nearest.dispose();
  return measureCoherence(contextVectors(contexts), { ids, each });
}

/**
 * The contexts of the examples that pages would choose.
 * @param blocks what fires in each BLOCK_PASSAGES passages, as Collector.collect gives it
 * @param passages token ids, each beginning with BOS
 */
export function contextsOf(
  blocks: readonly FeatureEntries[],
  passages: readonly ArrayLike<number>[],
  { features, context, vocabulary }: { features: number; context: number; vocabulary: number },
): ContextWindows {
  const tokensOf = (passage: number): ArrayLike<number> => passages[passage] ?? [];
  const examples = Array.from({ length: features }, (_, f) =>
    buildFeatureDashboard(f, activationsOf(blocks, f, context), tokensOf).examples.map((example) =>
      windowAt(example, tokensOf(example.passage)),
    ),
  );
  return gatherWindows(examples, vocabulary);
}

/** The tokens around a peak as context windows have them; BOS, at position 0, is one of them there too. */
function windowAt(
  { passage, peak, value }: Omit<ContextExample, "tokens">,
  tokens: ArrayLike<number>,
): ContextExample {
  const from = Math.max(0, peak - BEFORE_PEAK);
  const to = Math.min(tokens.length, peak + AFTER_PEAK + 1);
  const window = Array.from({ length: to - from }, (_, i) => tokens[from + i] as number);
  return { passage, peak: peak - from, value, tokens: window };
}

/** All activations of feature `f`; in each block a token is passage * context + position. */
function activationsOf(blocks: readonly FeatureEntries[], f: number, context: number): FeatureActivations {
  const ranges = blocks.map(({ offsets }) => [offsets[f] as number, offsets[f + 1] as number] as const);
  const count = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
  const all: FeatureActivations = {
    passages: new Uint32Array(count),
    positions: new Uint16Array(count),
    values: new Float32Array(count),
  };
  let at = 0;
  for (const [block, { tokens, values }] of blocks.entries()) {
    const [from, to] = ranges[block] as readonly [number, number];
    for (let n = from; n < to; n++, at++) {
      const token = tokens[n] as number;
      all.passages[at] = block * BLOCK_PASSAGES + Math.floor(token / context);
      all.positions[at] = token % context;
      all.values[at] = values[n] as number;
    }
  }
  return all;
}
