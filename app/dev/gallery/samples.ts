/** Made-up contents for what the gallery shows. */
import type { PassageToShow } from "@/app/components/activation-text/segments";
import type { ReadTokens } from "@/app/components/live-text/shade";
import type { DosePoint } from "@/domain/steering-benchmark";
import type { ComingModel } from "@/server/procedures/catalogue/queries";
import type { CollectionStatus } from "@/server/procedures/collection/queries";
import type { FeatureStatistics } from "@/server/procedures/feature/feature-dashboard";
import type { JobStatus } from "@/server/procedures/job/queries";
import type { LabelDetails } from "@/server/procedures/label/queries";
import type { Member } from "@/server/procedures/map/get-neighbourhood";
import type { DensityHistogram } from "@/server/procedures/sae/browse-queries";

/** A fixed day, so that two pictures of the gallery are the same. */
export const WHEN = new Date("2026-01-02T12:00:00Z");

export const PASSAGE: PassageToShow & { value: number } = {
  pieces: [
    "<s>",
    " The",
    " little",
    " dragon",
    " flew",
    " over",
    " the",
    " lake",
    ".",
    "\n",
    " It",
    " was",
    " warm",
    ".",
  ],
  ...{ peak: 3, positions: [2, 3, 7], values: [1.2, 3.9, 0.6], value: 3.9 },
};

export const READ: ReadTokens = {
  pieces: ["<s>", " The", " little", " dragon", " flew"],
  strongest: [
    [],
    [],
    [{ feature: 21, value: 1 }],
    [{ feature: 7, value: 3.5 }],
    [{ feature: 7, value: 0.8 }],
  ],
  features: [
    { feature: 7, label: "dragon", density: 0.004, max: 4 },
    { feature: 21, label: "small", density: 0.02, max: 5 },
  ],
};

export const LABEL: LabelDetails = {
  ...{ id: 1, text: "dragon", note: null, evidence: [3, 8], method: "hand", state: "accepted", shown: true },
  ...{ author: "anna", source: null, detection: 0.93, fuzzing: 0.89, score: 0.91, shuffled: 0.5 },
  ...{ humanScore: 0.88, quizzes: 3, twins: 0, twinsRight: 0, votesUp: 4, votesDown: 1, ownVote: 0 },
  ...{ own: false, version: 2, comments: 1, createdAt: WHEN, updatedAt: WHEN },
};

export const MEMBERS: Member[] = [
  { index: 7, name: "dragon", labelled: true, cosine: 1, shared: [] },
  { index: 21, name: "fire", labelled: true, cosine: 0.61, shared: ["flame", "breath"] },
  {
    index: 35,
    name: "a castle on a hill, with a long name that does not fit",
    labelled: true,
    cosine: 0.4,
    shared: [],
  },
  { index: 40, name: "", labelled: false, cosine: null, shared: [] },
];
export const PLACES = [
  { x: 0, y: 0 },
  { x: 1, y: 0.4 },
  { x: -0.7, y: 0.9 },
  { x: 0.3, y: -1 },
];

const logits = (sign: number) =>
  [" dragon", " fire", " cave", " wings"].map((piece, i) => ({ piece, logit: sign * (2.1 - 0.4 * i) }));

export const STATISTICS: FeatureStatistics = {
  ...{
    tokensSeen: 1_063_275,
    activeTokens: 4_210,
    activePassages: 812,
    density: 0.00396,
    max: 7.31,
    mean: 1.9,
  },
  histogram: Array.from({ length: 50 }, (_, i) => Math.round(900 * Math.exp(-i / 9))),
  bandCounts: [3_000, 800, 300, 90, 20],
  promoted: logits(1),
  suppressed: logits(-1),
};

export const DENSITIES: DensityHistogram = {
  counts: Array.from({ length: 28 }, (_, i) => Math.round(120 * Math.exp(-((i - 16) ** 2) / 14))),
  dead: 3,
  features: 600,
};

export const DOSE_CURVE: DosePoint[] = [0, 1, 2, 4, 8].map((dose, i) => ({
  ...{ dose, score: 0.2 * i, concept: 0.3 * i, fluency: 2 - 0.4 * i },
  ...{ fires: null, lexicon: null, perplexityRatio: null },
}));

export const COLLECTION: CollectionStatus = {
  ...{ id: 1, state: "running", shardsTotal: 10, shardsDone: 4, shardsMerged: 4 },
  ...{ tokensTotal: 30_663, tokensDone: 12_265, featuresActive: 571, passages: null, leftOutRule: null },
  ...{ leftOut: { special: 0, outliers: 0 }, quality: null, engine: "onnx", error: null },
  ...{ startedAt: WHEN, finishedAt: null, secondsPerShard: 3, now: new Date(WHEN.getTime() + 60_000) },
};

export const COMING: ComingModel = {
  ...{
    id: "coming",
    title: "SmolLM2-135M-Instruct",
    message: "Fetching the weights: 41 of 93 MB, about 20 s",
  },
  ...{ share: 0.44, failure: null },
};

export const JOB: JobStatus = {
  ...{
    id: "00000000-0000-4000-8000-000000000000",
    state: "running",
    done: 3,
    total: 8,
    message: "Writing labels",
  },
  ...{ error: null, hint: null, createdAt: WHEN },
};
