import { formatDuration } from "@/domain/format";
import { USUAL_BANDWIDTH, usualRate, type TrainingRequest } from "@/domain/training";
import type { MeasuredRate, TrainableModel } from "@/server/procedures/training/queries";

/** The form as it stands: numbers are texts while they are typed. */
export interface TrainingDraft {
  model: string;
  corpus: string;
  hook: string;
  architecture: TrainingRequest["architecture"];
  features: string;
  k: string;
  l1: string;
  l0: string;
  bandwidth: string;
  prefixes: string;
  initial: NonNullable<TrainingRequest["initial"]>;
  kFrom: string;
  kAnneal: string;
  sparsityWarmup: string;
  schedule: NonNullable<TrainingRequest["schedule"]>;
  steps: string;
  batch: string;
  rate: string;
  seed: string;
  keep: boolean;
}

/** Eight features a dimension, and tokens enough for each of them, as the demo's SAEs were trained. */
export function draftFor(model: TrainableModel): TrainingDraft {
  return {
    model: model.id,
    corpus: model.corpora[0]?.slug ?? "",
    hook: `blocks.${Math.floor(model.layers / 2)}.hook_resid_post`,
    architecture: "batchtopk",
    features: String(8 * model.width),
    k: "16",
    l1: "1",
    l0: "3",
    bandwidth: String(USUAL_BANDWIDTH),
    prefixes: "",
    initial: "random",
    kFrom: "",
    kAnneal: "",
    sparsityWarmup: "",
    schedule: "linear",
    steps: "4000",
    batch: "2048",
    rate: "0.001",
    seed: "0",
    keep: false,
  };
}

const whole = (text: string): number => Number(text.trim() || NaN);

/** What is sent; fields that the architecture does not have are left out. */
export function requestOf(draft: TrainingDraft): TrainingRequest {
  const { model, corpus, hook, architecture, keep } = draft;
  const prefixes = draft.prefixes.split(/[\s,]+/).filter(Boolean);
  return {
    ...{ model, corpus, hook, architecture, keep },
    features: whole(draft.features),
    ...sparsityOf(draft),
    ...(prefixes.length > 0 ? { prefixes: prefixes.map(Number) } : {}),
    initial: draft.initial,
    schedule: draft.schedule,
    steps: whole(draft.steps),
    batch: whole(draft.batch),
    rate: draft.rate.trim() === "" ? usualRate(whole(draft.features)) : Number(draft.rate),
    seed: whole(draft.seed),
  };
}

/** Whether the number of active features is set, rather than a penalty on them. */
export const takesK = ({ architecture }: TrainingDraft): boolean =>
  architecture === "topk" || architecture === "batchtopk";

/** What is typed, or undefined where nothing is. */
const optional = (text: string): number | undefined => (text.trim() === "" ? undefined : Number(text));

function sparsityOf(draft: TrainingDraft): Partial<TrainingRequest> {
  if (takesK(draft))
    return { k: whole(draft.k), kFrom: optional(draft.kFrom), kAnnealSteps: optional(draft.kAnneal) };
  const sparsityWarmupSteps = optional(draft.sparsityWarmup);
  if (draft.architecture === "relu") return { l1: whole(draft.l1), sparsityWarmupSteps };
  return { l0: whole(draft.l0), bandwidth: optional(draft.bandwidth), sparsityWarmupSteps };
}

/** How long a run will take by the latest one of its model, in words; a step's work grows with the features. */
export function describeTime(draft: TrainingDraft, rates: readonly MeasuredRate[]): string {
  const [features, steps, batch] = [whole(draft.features), whole(draft.steps), whole(draft.batch)];
  const measured = rates.find(({ model }) => model === draft.model);
  if (!(features > 0 && steps > 0 && batch > 0)) return "";
  const tokens = `${(steps * batch).toLocaleString("en")} tokens are trained on.`;
  if (!measured)
    return `${tokens} How long that takes is not known yet: nothing has been trained for this model here.`;
  const seconds = ((steps * batch) / measured.tokensPerSecond) * (features / measured.features);
  const from = `${Math.round(measured.tokensPerSecond).toLocaleString("en")} tokens a second with ${measured.features.toLocaleString("en")} features`;
  return `${tokens} About ${formatDuration(seconds)}, by the latest run (${from}); reading the text comes before that.`;
}
