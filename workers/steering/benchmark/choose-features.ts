import type { Pool } from "pg";
import { PROMOTED_TOKENS } from "@/domain/collections";
import { FeaturescopeError } from "@/domain/errors";
import { unpackCounts, unpackPromoted } from "@/domain/feature-statistics";
import { hashPair, Random } from "@/domain/random";
import type { Compute, SaeRef } from "../../compute/api";
import type { OutputEffect } from "../output-scores";
import type { SteeredWith } from "./request";

export interface LiveFeature extends SteeredWith {
  density: number;
  mean: number;
  promoted: { id: number; logit: number }[];
  /** Standard deviation of its activation over all tokens, from the histogram. */
  deviation: number;
}

/** Features with fewer active passages have too few examples on either side. */
const LEAST_PASSAGES = 16;
/** Output scores are asked for so many features at once. */
const SCORED_TOGETHER = 128;
/** Controls are drawn from so many features that are most alike. */
const ALIKE = 10;

/** Features of a collection that were ever active, by index. */
export async function readLiveFeatures(
  pool: Pool,
  collectionId: number,
): Promise<(LiveFeature & { passages: number })[]> {
  const { rows } = await pool.query<{
    feature: number;
    max: number;
    mean: number;
    density: number;
    passages: number;
    tokens: number;
    histogram: Buffer;
    promoted: Buffer;
  }>(
    `SELECT index AS feature, max, mean, density, active_passages AS passages, tokens_seen AS tokens, histogram, promoted
     FROM feature WHERE collection_id = $1 AND active_tokens > 0 ORDER BY index`,
    [collectionId],
  );
  return rows.map(({ histogram, promoted, tokens, ...row }) => ({
    ...row,
    promoted: unpackPromoted(promoted).slice(0, PROMOTED_TOKENS),
    deviation: deviationOf(unpackCounts(histogram), row.max, tokens),
  }));
}

/** From counts over equal widths of (0, max]; tokens that are in none are at 0. */
export function deviationOf(counts: readonly number[], max: number, tokens: number): number {
  let [sum, squares] = [0, 0];
  counts.forEach((count, bin) => {
    const value = ((bin + 0.5) / counts.length) * max;
    sum += count * value;
    squares += count * value ** 2;
  });
  return Math.sqrt(Math.max(0, squares / tokens - (sum / tokens) ** 2));
}

export interface FeatureChoice {
  features: number;
  /** Output scores are measured for so many features, drawn from all that have examples. */
  candidates: number;
  seed: number;
}

export interface ChosenFeatures {
  /** Ascending. */
  indices: number[];
  /** The rule, for the manifest. */
  chosen: string;
}

/** Half of the features by output score, the others at random from three strata of density. */
export function chooseFeatures(
  live: readonly (LiveFeature & { passages: number })[],
  effects: ReadonlyMap<number, OutputEffect>,
  { features, seed }: FeatureChoice,
): ChosenFeatures {
  const pool = live.filter(({ feature }) => effects.has(feature));
  if (pool.length < features)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `Only ${pool.length} features have enough examples, and ${features} were asked for.`,
      "Ask for fewer features, or collect more text.",
    );
  const best = pool
    .toSorted(
      (a, b) =>
        (effects.get(b.feature)?.score ?? 0) - (effects.get(a.feature)?.score ?? 0) || a.feature - b.feature,
    )
    .slice(0, Math.ceil(features / 2))
    .map(({ feature }) => feature);
  const rest = pool
    .filter(({ feature }) => !best.includes(feature))
    .sort((a, b) => a.density - b.density || a.feature - b.feature);
  const drawn: number[] = [];
  const wanted = features - best.length;
  for (let stratum = 0; stratum < 3; stratum++) {
    const part = Uint32Array.from(
      rest.slice(Math.floor((stratum * rest.length) / 3), Math.floor(((stratum + 1) * rest.length) / 3)),
      ({ feature }) => feature,
    );
    new Random(seed, 10 + stratum).shuffle(part);
    drawn.push(
      ...part.slice(0, Math.floor(((stratum + 1) * wanted) / 3) - Math.floor((stratum * wanted) / 3)),
    );
  }
  return {
    indices: [...best, ...drawn].sort((a, b) => a - b),
    chosen:
      `${best.length} with the best output score of ${pool.length} features drawn from all with at least ${LEAST_PASSAGES} active ` +
      `passages, and ${drawn.length} others at random, a third each from the lowest, middle and highest third of density`,
  };
}

/** Output scores of a random part of the features that have enough examples. */
export async function scoreCandidates(
  compute: Pick<Compute, "scoreOutputs">,
  sae: SaeRef,
  live: readonly (LiveFeature & { passages: number })[],
  { candidates, seed }: FeatureChoice,
  {
    signal,
    progress,
  }: {
    signal?: AbortSignal | undefined;
    progress?: ((done: number, total: number) => void) | undefined;
  } = {},
): Promise<Map<number, OutputEffect>> {
  const able = live.filter(({ passages }) => passages >= LEAST_PASSAGES);
  const order = Uint32Array.from(able.keys());
  new Random(seed, 4).shuffle(order);
  const drawn = Array.from(order.subarray(0, candidates), (i) => able[i] as LiveFeature);
  return scoreFeatures(compute, sae, drawn, { signal, progress });
}

export async function scoreFeatures(
  compute: Pick<Compute, "scoreOutputs">,
  sae: SaeRef,
  features: readonly LiveFeature[],
  {
    signal,
    progress,
  }: {
    signal?: AbortSignal | undefined;
    progress?: ((done: number, total: number) => void) | undefined;
  } = {},
): Promise<Map<number, OutputEffect>> {
  const effects = new Map<number, OutputEffect>();
  for (let first = 0; first < features.length; first += SCORED_TOGETHER) {
    progress?.(first, features.length);
    const some = features.slice(first, first + SCORED_TOGETHER);
    const found = await compute.scoreOutputs(
      {
        sae,
        features: some.map(({ feature, max, promoted }) => ({
          index: feature,
          max,
          promoted: promoted.map(({ id }) => id),
        })),
      },
      signal,
    );
    some.forEach(({ feature }, i) => {
      const effect = found[i];
      if (effect) effects.set(feature, effect);
    });
  }
  return effects;
}

/** Another feature of like density and maximum, drawn by the seed from the few that are most alike. */
export function controlOf(own: LiveFeature, live: readonly LiveFeature[], seed: number): SteeredWith | null {
  const apart = (other: LiveFeature) =>
    Math.hypot(Math.log(other.density / own.density), Math.log(other.max / own.max));
  const alike = live
    .filter(({ feature }) => feature !== own.feature)
    .sort((a, b) => apart(a) - apart(b) || a.feature - b.feature)
    .slice(0, ALIKE);
  const drawn = alike[hashPair(hashPair(seed, own.feature), 5) % Math.max(1, alike.length)];
  return drawn ? { feature: drawn.feature, max: drawn.max } : null;
}
