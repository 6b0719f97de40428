import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Pool } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { canonicalJson } from "@/domain/steering";
import {
  BENCHMARK_FORMAT,
  type BenchmarkGrid,
  type BenchmarkManifest,
  type BenchmarkVector,
} from "@/domain/steering-benchmark";
import packageJson from "@/package.json";
import type { Compute, SaeRef } from "../../compute/api";
import type { CollectionTarget } from "../../dashboards/collection-target";
import { readPassages, readPassagesAt } from "../../dashboards/corpus-passages";
import { dataFolder } from "../../files/data-folder";
import {
  chooseFeatures,
  readLiveFeatures,
  scoreCandidates,
  scoreFeatures,
  type FeatureChoice,
  type ChosenFeatures,
  type LiveFeature,
} from "./choose-features";
import type { OutputEffect } from "../output-scores";
import { findDouble } from "./double";
import { evidenceOf } from "./evidence";
import type { BenchmarkRequest } from "./request";

/** Passages that say what any text is like. */
const BACKGROUND_PASSAGES = 192;

/** Which features: named ones, or so many by the rule of {@link chooseFeatures}. */
export type WantedFeatures =
  | {
      indices: number[];
      chosen?: string;
      /** False leaves their output scores out. */
      scored?: boolean;
    }
  | Omit<FeatureChoice, "seed">;

interface Preparing {
  compute: Pick<Compute, "scoreOutputs">;
  signal?: AbortSignal | undefined;
  progress?: ((done: number, total: number) => void) | undefined;
}

export interface Planned {
  grid: BenchmarkGrid;
  wanted: WantedFeatures;
  /** What stands in the vector arm of some of the features. */
  vectors?: readonly BenchmarkVector[] | undefined;
}

/**
 * Chooses features and reads what is known of them. The same database and grid give the same request.
 * @throws FeaturescopeError BAD_INPUT for features that were never active, or more than there are, and for vectors beside others
 */
export async function prepareBenchmark(
  pool: Pool,
  target: CollectionTarget,
  { grid, wanted, vectors = [] }: Planned,
  { compute, signal, progress }: Preparing,
): Promise<BenchmarkRequest> {
  const live = await readLiveFeatures(pool, target.id);
  const byIndex = new Map(live.map((feature) => [feature.feature, feature]));
  let effects = new Map<number, OutputEffect>();
  let chosen: ChosenFeatures;
  if ("indices" in wanted) {
    const indices = [...new Set(wanted.indices)].sort((a, b) => a - b);
    const missing = indices.filter((feature) => !byIndex.has(feature));
    if (missing.length > 0 || indices.length === 0)
      throw new FeaturescopeError(
        "BAD_INPUT",
        missing.length > 0 ? `Never active on the corpus: ${missing.join(", ")}.` : "No feature is named.",
        "Name features that have examples.",
      );
    chosen = { indices, chosen: wanted.chosen ?? "listed by hand" };
    const named = indices.map((feature) => byIndex.get(feature) as LiveFeature);
    if (wanted.scored !== false)
      effects = await scoreFeatures(compute, target.sae, named, { signal, progress });
  } else {
    const choice = { ...wanted, seed: grid.seed };
    effects = await scoreCandidates(compute, target.sae, live, choice, { signal, progress });
    chosen = chooseFeatures(live, effects, choice);
  }
  requireChosen(vectors, chosen.indices);
  const own = chosen.indices.map((feature) => byIndex.get(feature) as LiveFeature);
  const corpus = { id: target.corpusId, vocabulary: target.model.vocabulary };
  const background = await readPassagesAt(pool, corpus, spread(target.corpusPassages, BACKGROUND_PASSAGES));
  const { passages, tokens } = grid.damage;
  const end = target.corpusPassages;
  const heldOutText = await readPassages(pool, corpus, Math.max(0, end - passages), end);
  const deviations = new Float32Array(target.dSae);
  for (const { feature, deviation } of live) deviations[feature] = deviation;
  const double = grid.arms.includes("double") ? await findDouble(target.sae) : null;
  const manifest = await manifestOf(pool, target, { grid, features: chosen, double, vectors });
  const key = createHash("sha256").update(canonicalJson(manifest)).digest("hex");
  return {
    ...{ sae: target.sae, double, manifest },
    features: await evidenceOf(pool, target, own, {
      ...{ live, effects, seed: grid.seed, background, vectors },
    }),
    background: [...background.values()],
    heldOutText: heldOutText.map((ids) => ids.slice(0, tokens)),
    deviations,
    log: join(dataFolder(), "steering-benchmarks", `${key}.jsonl`),
  };
}

function requireChosen(vectors: readonly BenchmarkVector[], features: readonly number[]): void {
  const other = vectors.find(({ feature }) => !features.includes(feature));
  if (other)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `${other.name} stands beside feature ${other.feature}, which is not measured.`,
      "Name the feature in --features, too.",
    );
}

interface Decided {
  grid: BenchmarkGrid;
  features: ChosenFeatures;
  double: SaeRef | null;
  vectors: readonly BenchmarkVector[];
}

async function manifestOf(
  pool: Pool,
  { id, sae, model, ...target }: CollectionTarget,
  { grid, features, double, vectors }: Decided,
): Promise<BenchmarkRequest["manifest"]> {
  const { rows } = await pool.query<{
    model: string;
    slug: string;
    hook: string;
    corpus: string;
    sha256: string;
  }>(
    `SELECT s.model_id AS model, s.slug, s.hook_name AS hook, corpus.slug AS corpus, corpus.sha256
     FROM collection c JOIN sae s ON s.id = c.sae_id JOIN corpus ON corpus.id = c.corpus_id WHERE c.id = $1`,
    [id],
  );
  const [row] = rows;
  if (!row)
    throw new FeaturescopeError("NOT_FOUND", `There is no collection ${id}.`, "It was removed meanwhile.");
  if (grid.chat && !model.chat)
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${row.model} has no chat template: it was not trained for conversations.`,
      "Leave --chat out.",
    );
  const leftOut: BenchmarkManifest["leftOut"] =
    double || !grid.arms.includes("double")
      ? []
      : [{ arm: "double", why: "no SAE with a frozen decoder lies beside this one" }];
  return {
    ...{ format: BENCHMARK_FORMAT, version: packageJson.version },
    model: { id: row.model, sha256: sae.model.sha256 },
    sae: { slug: row.slug, hookName: row.hook, features: target.dSae, sha256: sae.sha256 },
    collection: { corpus: row.corpus, sha256: row.sha256, settings: canonicalJson(target.settings) },
    ...(double ? { double: { sha256: double.sha256 } } : {}),
    ...(vectors.length > 0 ? { vectors: [...vectors] } : {}),
    grid: { ...grid, arms: grid.arms.filter((arm) => arm !== "double" || double) },
    ...{ features, leftOut },
  };
}

/** Numbers of so many passages, spread evenly. */
function spread(passages: number, wanted: number): number[] {
  const count = Math.min(wanted, passages);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * passages) / count));
}
