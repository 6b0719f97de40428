/**
 * Context coherence of an SAE's directions without a database: its examples are chosen as pages choose them, from
 * passages given. For SAEs in training, their doubles and other seeds.
 */
import type { LanguageModelConfig } from "@/domain/models";
import { measureCoherence, OVERLAP, type Coherence } from "../contexts/coherence";
import { contextVectors } from "../contexts/context-vectors";
import { AFTER_PEAK, BEFORE_PEAK, gatherWindows, type ContextExample } from "../contexts/context-windows";
import { Collector } from "../dashboards/collector";
import { buildFeatureDashboard, type FeatureActivations } from "../dashboards/feature-dashboard";
import type { FeatureEntries } from "../dashboards/shard-activations";
import type { Engine, Weights } from "../engine/ops";
import { decoderDirections, NearestDirections } from "../maps/nearest-directions";
import type { Sae } from "./sae";

/** Passages collected at once. */
const BLOCK_PASSAGES = 64;

/**
 * @param sae folded for inference
 * @param passages token ids, each beginning with BOS
 */
export async function measureSaeCoherence(
  engine: Engine,
  model: { config: LanguageModelConfig; weights: Weights },
  sae: Sae,
  passages: readonly ArrayLike<number>[],
): Promise<Coherence | null> {
  const blocks: FeatureEntries[] = [];
  const collector = await Collector.create(engine, model, sae);
  for (let at = 0; at < passages.length; at += BLOCK_PASSAGES)
    blocks.push(await collector.collect(passages.slice(at, at + BLOCK_PASSAGES)));
  await collector.dispose();
  const tokensOf = (passage: number): ArrayLike<number> => passages[passage] ?? [];
  const examples = Array.from({ length: sae.config.dSae }, (_, f) =>
    buildFeatureDashboard(f, activationsOf(blocks, f, model.config.context), tokensOf).examples.map(
      ({ passage, peak }) => windowAt(passage, peak, tokensOf(passage)),
    ),
  );
  const directions = decoderDirections(sae);
  const nearest = await NearestDirections.create(engine, directions, directions, {
    wanted: OVERLAP,
    own: true,
  });
  const { ids, each } = await nearest.find(0, nearest.rows);
  await nearest.dispose();
  return measureCoherence(contextVectors(gatherWindows(examples, model.config.vocabulary)), { ids, each });
}

/** The tokens around a peak as context windows have them; BOS, at position 0, is one of them there too. */
function windowAt(passage: number, peak: number, tokens: ArrayLike<number>): ContextExample {
  const from = Math.max(0, peak - BEFORE_PEAK);
  const to = Math.min(tokens.length, peak + AFTER_PEAK + 1);
  const window = Array.from({ length: to - from }, (_, i) => tokens[from + i] as number);
  return { passage, peak: peak - from, tokens: window };
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
