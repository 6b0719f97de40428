import { z } from "zod";
import { place } from "./chain";
import { importRequest } from "./imports";
import { resolvedFilters } from "./meaning";
import { ASKED_ACROSS } from "./text-activations";
import { SCORED_AT_ONCE } from "./output-score";
import { benchmarkGrid, benchmarkWish } from "./steering-benchmark";
import { trainingRequest } from "./training";
import { trainingOptions } from "./training-options";
import { VECTOR_LIMITS, vectorTexts } from "./vectors";

/**
 * The work that web and CLI ask of workers: task names, payloads and lanes. A worker process serves one lane;
 * interactive work therefore never waits behind batch work.
 */
export const LANES = ["batch", "interactive"] as const;
export type Lane = (typeof LANES)[number];

/**
 * Who work is for: entries of a smaller level are taken first, whatever their turn within it. Work that a job asks for
 * in its turn has the same level. Level and turn together stay within the 16 bits that the queue keeps
 * (workers/queue/turns.ts); the demo's own collections have far fewer turns than lie between the last two levels.
 */
export const PRIORITY_LEVELS = {
  /** What a person asked for. */
  person: 0,
  /** What the demo shows first. */
  demo: 10_000,
  /** What can wait until nobody asks for anything: the demo's larger model, measurements. */
  background: 20_000,
  /** The demo's further SAEs: nothing else waits for them. */
  extras: 25_000,
} as const;
export type PriorityLevel = keyof typeof PRIORITY_LEVELS;

const job = z.object({ jobId: z.uuid() });
const ofCollection = job.extend({ collectionId: z.number().int() });
const ofBlocks = ofCollection.extend({ firstBlock: z.number().int(), endBlock: z.number().int() });
const ofSae = job.extend({ saeId: z.number().int() });

export const TASKS = {
  /** Cut a collection into shards and queue them. */
  "collect-activations": {
    lane: "batch",
    payload: ofCollection,
  },
  /** Queue the whole corpus of an SAE of which a part has been read. */
  "read-rest": {
    lane: "interactive",
    payload: ofSae,
  },
  /** Read one shard's passages, write its blocks. */
  "collect-shard": {
    lane: "batch",
    payload: ofCollection.extend({ shard: z.number().int() }),
  },
  /** Rebuild the visible feature and activation rows of some blocks from all finished shards. */
  "merge-features": {
    lane: "batch",
    payload: ofBlocks,
  },
  /** L0, FVU, CE recovered, KL and dead share on held-out text. */
  "measure-quality": {
    lane: "batch",
    payload: ofCollection,
  },
  /** Tokens and examples of a collection's features, as words to be searched. */
  "write-search-texts": {
    lane: "batch",
    payload: ofCollection,
  },
  /** Nearest decoder directions of an SAE, in itself and in the other SAEs of its model, both ways. */
  "compute-neighbours": {
    lane: "batch",
    payload: ofSae,
  },
  /** Nearest features by what a collection's examples have in common, and how coherent each distance is. */
  "compare-features": {
    lane: "batch",
    payload: ofCollection,
  },
  /** Layouts of an SAE's features from their neighbours by each distance, and their clusters. */
  "lay-out-map": {
    lane: "batch",
    payload: z.object({ jobId: z.uuid(), saeId: z.number().int() }),
  },
  /** Names for the clusters of a map, from labels, tokens and examples as they are now. */
  "name-clusters": {
    lane: "batch",
    payload: z.object({ jobId: z.uuid(), saeId: z.number().int() }),
  },
  /** Which features of a complete collection fire on the same tokens; drops the shards' blocks. */
  "count-coactivations": {
    lane: "batch",
    payload: ofCollection,
  },
  /** The meaning of labels that have not been read for it. */
  "embed-labels": {
    lane: "batch",
    payload: job,
  },
  /** Fetch, check, try and register a model and an SAE, and queue its collection. */
  "import-model": {
    lane: "batch",
    payload: job.extend(importRequest.shape),
  },
  /**
   * Fetch a model of the demo's, register it with its corpus and SAEs, and queue their dashboards. It waits for the network
   * nearly all the time, which a batch worker could spend computing.
   */
  "prepare-demo": {
    lane: "interactive",
    payload: job.extend({ model: z.string(), title: z.string() }),
  },
  /** Train an SAE on a registered corpus, with metrics in table training_step; its result says where it lies. */
  train: {
    lane: "batch",
    payload: job.extend({ request: trainingRequest, options: trainingOptions }),
  },
  /** Write and measure the texts of a steering benchmark; its result is stored in table steering_benchmark. */
  "evaluate-steering": {
    lane: "batch",
    payload: ofCollection.extend({ grid: benchmarkGrid, wanted: benchmarkWish }),
  },
  /** Probes, absorption and controls of an SAE whose collection is complete; stored in table sae_evaluation. */
  "evaluate-sae": {
    lane: "batch",
    payload: ofCollection,
  },
  /** Register what a finished run has trained, under a name, and queue its collection. */
  "register-training": {
    lane: "batch",
    payload: job.extend({ trainingId: z.uuid(), name: z.string() }),
  },
  /** Features whose labels mean something like a query; the answer goes out by NOTIFY. */
  "search-meaning": {
    lane: "interactive",
    payload: job.extend({
      query: z.string(),
      filters: resolvedFilters,
      /** The place in the ranking that an earlier page ended at. */
      from: z.object({ value: z.number(), saeId: z.number().int(), feature: z.number().int() }).nullable(),
      size: z.number().int().positive().max(1000),
    }),
  },
  /** Read a sample of the corpus for labels, and queue the blocks. */
  "label-features": {
    lane: "batch",
    payload: ofCollection,
  },
  /** Write and score the labels of some blocks of features. */
  "label-blocks": {
    lane: "batch",
    payload: ofBlocks,
  },
  /** Features of safety-relevant families, from the dashboards and labels of a complete collection. */
  "probe-safety": {
    lane: "batch",
    payload: ofCollection,
  },
  /** Labels of some features by a language model behind an address that the workers know, and their scores. */
  "label-with-model": {
    lane: "batch",
    payload: z.object({
      jobId: z.uuid(),
      collectionId: z.number().int(),
      features: z.array(z.number().int().nonnegative()).min(1).max(100_000),
    }),
  },
  /** One SAE on a text that a person typed; the answer goes out by NOTIFY. */
  "activate-text": {
    lane: "interactive",
    payload: ofSae.extend({
      text: z.string(),
      feature: z.number().int().nullable(),
    }),
  },
  /** Several SAEs on one text; the answer goes out by NOTIFY. */
  "activate-across": {
    lane: "interactive",
    payload: job.extend({ saeIds: z.array(z.number().int()).min(1).max(ASKED_ACROSS), text: z.string() }),
  },
  /** Texts of a steered run, as far as they are written, read by the model as it is; the answer goes out by NOTIFY. */
  "read-written": {
    lane: "interactive",
    payload: ofSae.extend({
      /** Tokens of each text, BOS first, and the first position whose features are wanted. */
      texts: z.array(
        z.object({ ids: z.array(z.number().int().nonnegative()), from: z.number().int().nonnegative() }),
      ),
      /** The feature that is wanted at every token. */
      followed: z.number().int().nullable(),
    }),
  },
  /** Which features made the difference between two next tokens, by gradient and by ablation. */
  "trace-prompt": {
    lane: "interactive",
    payload: ofSae.extend({
      prompt: z.string(),
      answers: z.tuple([z.string(), z.string()]),
      without: z.array(z.number().int()),
    }),
  },
  /** The fewest activations without which a prompt's next token would have been another. */
  "find-chain": {
    lane: "interactive",
    payload: ofSae.extend({ prompt: z.string(), without: z.array(z.number().int()) }),
  },
  /** What the model says after a prompt with some activations taken away. */
  "rewrite-prompt": {
    lane: "interactive",
    payload: ofSae.extend({
      prompt: z.string(),
      without: z.array(z.number().int()),
      removed: z.array(place),
    }),
  },
  /** What the model would say after a token if it stopped at each layer: of a text, or of tokens (BOS first). */
  "read-lens": {
    lane: "interactive",
    payload: ofSae.extend({
      text: z.union([z.string(), z.array(z.number().int().nonnegative())]),
      /** Null for the last token. */
      at: z.number().int().nullable(),
    }),
  },
  /** How surely features, amplified, make the model say what they promote; the answer goes out by NOTIFY. */
  "score-outputs": {
    lane: "interactive",
    payload: ofSae.extend({ features: z.array(z.number().int().nonnegative()).max(SCORED_AT_ONCE) }),
  },
  /** A direction from two sets of texts, or as it comes, and the features near it; the answer goes out by NOTIFY. */
  "make-vector": {
    lane: "interactive",
    payload: z.union([
      ofSae.extend({ texts: vectorTexts }),
      ofSae.extend({ numbers: z.array(z.number()).max(VECTOR_LIMITS.numbers) }),
    ]),
  },
  /** What a run's edits cost on held-out text; the answer goes out by NOTIFY. */
  "measure-steering": {
    lane: "interactive",
    payload: job.extend({ runId: z.string() }),
  },
  /** A steered text and the default one beside it, token by token (table steering_run). */
  "generate-steered": {
    lane: "interactive",
    payload: job.extend({ runId: z.string() }),
  },
} as const satisfies Record<string, { lane: Lane; payload: z.ZodType }>;

export type TaskName = keyof typeof TASKS;
export type TaskPayload<N extends TaskName> = z.infer<(typeof TASKS)[N]["payload"]>;
type WithoutJob<Payload> = Payload extends unknown ? Omit<Payload, "jobId"> : never;
/** What is asked of a task, before its job has an id; each form of it by itself. */
export type TaskRequest<N extends TaskName> = WithoutJob<TaskPayload<N>>;

/** Postgres NOTIFY channel from workers to web; the payload is a JSON ChangeNotice. */
export const CHANGES_CHANNEL = "featurescope_changes";
export const changeNotice = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("collection"), id: z.number().int() }),
  z.object({ kind: z.literal("job"), id: z.uuid() }),
  z.object({ kind: z.literal("steering"), id: z.string() }),
]);
export type ChangeNotice = z.infer<typeof changeNotice>;

/** A worker that has not been seen for this long is dead and its jobs are freed. */
export const HEARTBEAT_MS = 4_000;
export const WORKER_DEAD_MS = 16_000;
