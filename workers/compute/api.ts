/**
 * What the compute thread does for jobs. Engines block the thread they run on for seconds, so a worker's main
 * thread (heartbeat, cancellation, database) never calls them. Everything here can be cloned between threads.
 */
import type { ChatTurn } from "@/domain/chat";
import type { MapLayout } from "../maps/lay-out-map";
import type { NeighbourGraph } from "@/domain/umap/fuzzy-graph";
import type { LayoutSettings } from "@/domain/umap/lay-out";
import type { SaeQuality } from "@/domain/collections";
import type { LeftOutRule, LeftOutTokens } from "@/domain/left-out";
import type { WeightsSource } from "@/domain/models";
import type { TraceAnswer } from "@/domain/attribution";
import type { Rewrite } from "@/domain/chain";
import type { LensAnswer } from "@/domain/lens";
import type { RunPrompt, RunStep, SteeringCost } from "@/domain/steering-run";
import type { SmokeTest } from "../import/smoke-test";
import type { OpenPrompt } from "../steering/chain/find-chain";
import type { OutputEffect, ScoredFeature } from "../steering/output-scores";
import type { TextRequest } from "../steering/steered-batch";
import type { BenchmarkCell, BenchmarkResult } from "@/domain/steering-benchmark";
import type { CellPlace } from "@/domain/steering-arms";
import type { BenchmarkProgress, BenchmarkRequest } from "../steering/benchmark/request";
import type { TrainingMetrics } from "@/domain/training";
import type { TrainingOptions } from "@/domain/training-options";
import type { MadeVector, VectorTexts } from "@/domain/vectors";
import type { EvaluationProgress, EvaluationRequest } from "../sae/evaluation/request";
import type { EvaluationFigures } from "../sae/evaluation/run-evaluation";
import type { FinishedTraining } from "../sae/training/finish";
import type { CollectedFeature } from "../dashboards/feature-dashboard";
import type { Distance, DistanceWeights, HeldOutCoherence } from "@/domain/distances";
import type { ContextWindows } from "../contexts/context-windows";
import type { FeatureCoactivations, ShardPlace } from "../maps/coactivations";
import type { Largest } from "../maps/largest";
import type { Directions, NearestRows } from "../maps/nearest-directions";

export interface ModelRef {
  source: WeightsSource;
  sha256: string;
}

export interface SaeRef extends ModelRef {
  model: ModelRef;
}

export interface CollectRequest {
  sae: SaeRef;
  passages: Uint32Array[];
  /** Null where nothing is left out. */
  leftOut: LeftOutRule | null;
}

export interface ShardBlocks {
  /** Packed activations by block (workers/dashboards/shard-activations.ts). */
  blocks: Uint8Array[];
  /** Of those, what is left out. */
  leftOut: LeftOutTokens;
  tokens: number;
  /** Activations above 0. */
  active: number;
}

export interface BlockDashboardsRequest {
  firstFeature: number;
  /** Number of features in the block. */
  features: number;
  shards: { firstPassage: number; packed: Uint8Array }[];
  context: number;
  /** Token ids of the corpus and where each passage begins; one more offset than passages. */
  corpus: { ids: Uint32Array; offsets: Uint32Array };
}

export interface FeaturesOfText {
  ids: number[];
  /** Features by token, strongest first; BOS has none. */
  features: { feature: number; value: number }[][];
}

export interface SteeredTextRequest {
  /** Names the run in later calls; one that is there already begins anew. */
  run: string;
  model: ModelRef;
  /** In the order that `text.features` counts them in. */
  saes: SaeRef[];
  text: Omit<TextRequest, "prompt"> & {
    prompt: string;
    /** The messages before it, where it is the user's next one. */
    chat?: ChatTurn[];
  };
}

/** Features [first, end) of an SAE whose nearest in another (or in itself) are wanted. */
export interface NearestRequest {
  sae: SaeRef;
  other: SaeRef;
  first: number;
  end: number;
}

export interface TrainRequest {
  model: ModelRef & { id: string };
  options: TrainingOptions;
  corpus: { file: string; sha256: string; passages: Uint32Array[] };
  folder: string;
  /** File to keep the activations in; null to read them anew. */
  keep: string | null;
}

export interface VectorRequest {
  sae: SaeRef;
  /** Two sets of texts, and by which of their tokens are left out, as in the SAE's collection; or the vector itself. */
  from: { texts: VectorTexts; leftOut: LeftOutRule } | { numbers: readonly number[] };
}

export type TrainingProgress =
  | { kind: "reading"; tokens: number; total: number }
  | { kind: "metrics"; metrics: TrainingMetrics }
  | { kind: "measuring" };

export interface ComputeMethods {
  collectShard(request: CollectRequest): ShardBlocks;
  /** By which tokens are left out, with the median of these passages' tokens. */
  findLeftOutRule(request: { sae: SaeRef; passages: Uint32Array[] }): LeftOutRule;
  buildBlock(request: BlockDashboardsRequest): CollectedFeature[];
  /** PROMOTED_TOKENS most promoted then most suppressed tokens of features [first, end): ids and logits. */
  promotedTokens(request: {
    sae: SaeRef;
    first: number;
    end: number;
  }): { ids: Int32Array; logits: Float32Array }[];
  measureQuality(request: CollectRequest): SaeQuality;
  /** Whether a model and an SAE that are not registered yet belong together, on the first of the passages. */
  tryPairing(request: { sae: SaeRef; passages: Uint32Array[] }): SmokeTest;
  nearestFeatures(request: NearestRequest): NearestRows;
  layOutMap(request: { graph: NeighbourGraph; settings: LayoutSettings }): MapLayout;
  /** Takes a shard into the count named `key`, which its first shard starts; false when memory is full. */
  addToCoactivations(request: {
    key: string;
    features: number;
    prefixes: number[];
    first: boolean;
    blocks: Uint8Array[];
    tokens: number;
    place: ShardPlace;
  }): boolean;
  /** The next features of the count, from `first` on, with those of even passages alone; the last ones end it. */
  countCoactivations(request: { key: string; first: number }): {
    all: FeatureCoactivations;
    even: FeatureCoactivations;
  }[];
  /** Keeps what the distances named `key` are computed from until {@link closeDistances}. */
  openDistances(request: {
    key: string;
    sae: SaeRef;
    windows: ContextWindows;
    together: { all: Largest[]; even: Largest[] | null };
    meanings: Directions | null;
  }): null;
  chooseDistanceWeights(request: { key: string }): DistanceWeights;
  /** The nearest of features [first, end) by a distance. */
  nearestByDistance(request: {
    key: string;
    distance: Distance;
    weights: DistanceWeights;
    first: number;
    end: number;
  }): Largest[];
  measureDistance(request: {
    key: string;
    distance: Distance;
    weights: DistanceWeights;
  }): HeldOutCoherence | null;
  closeDistances(request: { key: string }): null;
  /** Of a text or its tokens (BOS first). Throws TOO_LARGE for more than `limit` tokens, BOS included. */
  activateText(request: { sae: SaeRef; text: string | readonly number[]; limit: number }): FeaturesOfText;
  /** Reads the prompt of a run; throws TOO_LARGE where the context window has no room for it and one more token. */
  startSteered(request: SteeredTextRequest): RunPrompt;
  /** Writes one token of every text of every started run; a run that has ended is not in the next answer. */
  stepSteered(request: null): { run: string; step: RunStep; ended: boolean }[];
  /** Throws TOO_LARGE for a long prompt, BAD_INPUT for an answer that is not one token. */
  tracePrompt(request: {
    sae: SaeRef;
    prompt: string;
    answers: [string, string];
    without: number[];
  }): TraceAnswer;
  /** The activations of a prompt, to be deleted; throws TOO_LARGE for a long one. */
  openPrompt(request: DeletionRequest): OpenPrompt;
  /** Activations worth deleting next. */
  shortlistDeletions(request: DeletionRequest & { removed: readonly number[] }): number[];
  /** How far the predicted token is ahead without each set. */
  deleteActivations(request: DeletionRequest & { sets: readonly (readonly number[])[] }): number[];
  /** What the model says without a set. */
  rewritePrompt(request: DeletionRequest & { removed: readonly number[] }): Rewrite;
  /** Throws BAD_INPUT for a token that the text does not have, TOO_LARGE for one too far into it. */
  readLens(request: { model: ModelRef; text: string | number[]; at: number | null }): LensAnswer;
  /** In the order of `features`. */
  scoreOutputs(request: { sae: SaeRef; features: ScoredFeature[] }): OutputEffect[];
  endSteered(request: { run: string }): null;
  /** Throws TOO_LARGE for a text that the model cannot read at once, BAD_INPUT where there is no direction. */
  makeVector(request: VectorRequest): MadeVector;
  /** What the edits of a run do to passages that it has nothing to do with. */
  measureSteering(request: Omit<SteeredTextRequest, "run"> & { passages: Uint32Array[] }): SteeringCost;
  /** Trains an SAE in `folder`, going on from the checkpoint there (workers/sae/training/run-training.ts). */
  train(request: TrainRequest): FinishedTraining;
  /** Probes, absorption and controls of an SAE (workers/sae/evaluation/run-evaluation.ts). */
  evaluateSae(request: { sae: SaeRef; evaluation: EvaluationRequest }): EvaluationFigures;
  /** Runs a benchmark, going on from its log of cells (workers/steering/benchmark/run-benchmark.ts). */
  evaluateSteering(request: BenchmarkRequest): BenchmarkResult;
  /** Writes and measures some cells of a benchmark, in the order of `places`. */
  measureCells(request: { benchmark: BenchmarkRequest; places: CellPlace[] }): BenchmarkCell[];
}

/** A prompt out of which single activations are deleted; sets name them by their number in {@link OpenPrompt}. */
export interface DeletionRequest {
  sae: SaeRef;
  prompt: string;
  /** Features that are gone at every token beforehand. */
  without: number[];
}

export type ComputeMethod = keyof ComputeMethods;

/** What calls that take long tell on their way. */
export interface ComputeProgress {
  train: TrainingProgress;
  evaluateSae: EvaluationProgress;
  evaluateSteering: BenchmarkProgress;
  measureCells: BenchmarkProgress;
}
export type ProgressOf<M> = M extends keyof ComputeProgress ? ComputeProgress[M] : never;

export type Compute = {
  [M in ComputeMethod]: (
    request: Parameters<ComputeMethods[M]>[0],
    signal?: AbortSignal,
    onProgress?: (progress: ProgressOf<M>) => void,
  ) => Promise<ReturnType<ComputeMethods[M]>>;
} & {
  /** What computes and why it was chosen. */
  describeEngine(): Promise<string>;
  close(): Promise<void>;
};

export type ComputeRequest =
  | { id: number; method: ComputeMethod | "describeEngine"; request: unknown }
  | { id: number; cancel: true }
  | { close: true };

export type ComputeReply =
  | { id: number; progress: unknown }
  | { id: number; result: unknown }
  | { id: number; error: { name: string; code?: string; message: string; hint?: string; stack?: string } };
