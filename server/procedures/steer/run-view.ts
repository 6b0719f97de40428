import type { SteeringRecipe } from "@/domain/steering";
import {
  isOver,
  type RunPrompt,
  type RunSources,
  type RunStep,
  type WrittenToken,
} from "@/domain/steering-run";
import { findVector } from "../vector/queries";
import { readVocabulary } from "../text/vocabulary";
import { listSteps, type SteeringRun } from "./queries";
import { findSteerable } from "./steerable-queries";

/** A token as pages draw it: with its text, and its alternatives with theirs. */
export type ShownToken = Omit<WrittenToken, "top"> & {
  /** As in the vocabulary; null where the model ended the text. */
  piece: string | null;
  top: { piece: string; p: number }[];
};

/** What is written in one step: the default text, then each dose. */
export type ShownStep = (ShownToken | null)[];

export interface ShownPrompt {
  pieces: string[];
  /** What the recipe's features are at each token. */
  read: number[][];
}

/** How far a run is. */
export interface RunStatus {
  state: SteeringRun["state"];
  /** What to tell the reader; null when everything is as one would expect. */
  notice: { message: string; hint: string } | null;
  engine: string | null;
}

/** What has happened since a reader looked last. */
export interface RunUpdate {
  status: RunStatus;
  /** Once the model has read the prompt. */
  prompt: ShownPrompt | null;
  /** Number of the first of the steps. */
  first: number;
  steps: ShownStep[];
}

/** A run as its page shows it before anything moves. */
export interface RunView extends RunUpdate {
  id: string;
  recipe: SteeringRecipe;
  recipeHash: string;
  sources: RunSources;
  createdAt: Date;
  replayOf: string | null;
  /** What would be otherwise if it were run anew now, in words. */
  changed: string[];
}

export function statusOf(run: SteeringRun): RunStatus {
  return { state: run.state, notice: noticeOf(run), engine: run.engine };
}

function noticeOf(run: SteeringRun): RunStatus["notice"] {
  if (run.state === "failed")
    return { message: run.error ?? "The text could not be written.", hint: run.hint ?? "Try again." };
  if (isOver(run.state)) return null;
  if (run.state === "running" && !run.workerAlive)
    return {
      message: "The worker that wrote this text has stopped.",
      hint: "Another one takes it up in a moment and goes on with the same text.",
    };
  if (run.workers === 0)
    return {
      message: "No worker is there to write.",
      hint: "The text is written as soon as one runs (lane interactive).",
    };
  if (run.attempts > 1 && run.state === "running")
    return {
      message: "The text has been taken up again.",
      hint: "It is written once more from the start, to the same words; what you see stays.",
    };
  return null;
}

export async function readRunView(run: SteeringRun): Promise<RunView> {
  const vocabulary = await vocabularyOf(run);
  const { id, recipe, recipeHash, sources, createdAt, replayOf } = run;
  const [steps, changed] = await Promise.all([listSteps(run.id), changesSince(run)]);
  return {
    ...{ id, recipe, recipeHash, sources, createdAt, replayOf, changed },
    status: statusOf(run),
    prompt: showPrompt(run.prompt, vocabulary),
    first: 0,
    steps: steps.map((step) => showStep(step, vocabulary)),
  };
}

export function vocabularyOf({ recipe, sources }: SteeringRun): Promise<readonly string[]> {
  return readVocabulary(recipe.model, sources.model.sha256);
}

export function showPrompt(prompt: RunPrompt | null, vocabulary: readonly string[]): ShownPrompt | null {
  return prompt && { pieces: prompt.ids.map((id) => vocabulary[id] ?? `<${id}>`), read: prompt.read };
}

export function showStep(step: RunStep, vocabulary: readonly string[]): ShownStep {
  const piece = (id: number) => vocabulary[id] ?? `<${id}>`;
  return step.map(
    (token) =>
      token && {
        ...token,
        piece: token.id === undefined ? null : piece(token.id),
        top: token.top.map(([id, p]) => ({ piece: piece(id), p })),
      },
  );
}

/** Files and maxima that are not what they were when the run was started. */
async function changesSince({ recipe, sources }: SteeringRun): Promise<string[]> {
  const now = await findSteerable(recipe.model, recipe.features);
  const changes = recipe.features.flatMap(({ sae, feature }, i) => {
    const row = now.find((candidate) => candidate.slug === sae && candidate.feature === feature);
    const before = sources.features[i];
    if (!row) return [`${sae} is not here any more.`];
    const weights = sources.saes[before?.place ?? 0]?.sha256;
    return [
      ...(row.modelSha256 === sources.model.sha256 ? [] : [`${recipe.model} has other weights now.`]),
      ...(row.sha256 === weights ? [] : [`${sae} has other weights now.`]),
      ...(before?.max === undefined || before.max === null || row.max === before.max
        ? []
        : [
            `The maximum of ${sae}/${feature} was ${before.max.toPrecision(4)} and is ` +
              `${row.max === null ? "unknown" : row.max.toPrecision(4)} now; a repeat uses the first.`,
          ]),
    ];
  });
  for (const { id, name } of sources.vectors ?? [])
    if (!(await findVector(id))) changes.push(`The vector “${name}” is not here any more.`);
  return [...new Set(changes)];
}
