/** A run of a recipe as it is stored, streamed and shown. */
import { z } from "zod";

/** Alternatives kept for each token. */
export const ALTERNATIVES = 5;

export const RUN_STATES = ["queued", "running", "paused", "done", "stopped", "failed"] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Nothing will be added to it any more. */
export const isOver = (state: RunState) => state === "done" || state === "stopped" || state === "failed";

/** Why a text ends: the model ended it, the length asked for is reached, or its context window is full. */
export const textEnd = z.enum(["eos", "length", "context"]);
export type TextEnd = z.infer<typeof textEnd>;

/** One token of one text. */
export const writtenToken = z.object({
  /** Absent where the model ended the text instead of writing a token. */
  id: z.number().int().optional(),
  /** Natural log of its probability under the model that wrote it, and under the model as it is. */
  own: z.number(),
  plain: z.number(),
  /** KL(steered || default) in nats of the distributions it was drawn from; absent for the default text. */
  kl: z.number().optional(),
  /** The most probable tokens in its place: id and probability under the model that wrote it. */
  top: z.array(z.tuple([z.number().int(), z.number()])),
  /**
   * What the recipe's features are at this token before the edit, in the recipe's order, and behind them how far the
   * stream lies along each of its vectors.
   */
  read: z.array(z.number()),
  end: textEnd.optional(),
});
export type WrittenToken = z.infer<typeof writtenToken>;

/** What is written in one step of a run: for the default text, then each dose; null for a text that has ended. */
export const runStep = z.array(writtenToken.nullable());
export type RunStep = z.infer<typeof runStep>;

export const runPrompt = z.object({
  /** BOS first. */
  ids: z.array(z.number().int()),
  /** What the recipe's features are at each token in the model as it is. */
  read: z.array(z.array(z.number())),
});
export type RunPrompt = z.infer<typeof runPrompt>;

/** What a recipe's names stood for when it was run: with the engine, all that the text depends on. */
export const runSources = z.object({
  model: z.object({ id: z.string(), sha256: z.string() }),
  saes: z.array(
    z.object({ id: z.number().int(), slug: z.string(), hookName: z.string(), sha256: z.string() }),
  ),
  /** For each feature of the recipe its SAE (as index of `saes`) and its maximum; null where none is needed. */
  features: z.array(z.object({ place: z.number().int(), max: z.number().nullable() })),
  /** For each vector of the recipe, where it has any, the SAE that it was made at, and what it is. */
  vectors: z
    .array(
      z.object({
        ...{ id: z.string(), name: z.string(), place: z.number().int() },
        /** Distance between the means of its texts, which strengths are multiples of. */
        norm: z.number(),
        /** Of the direction's numbers. */
        sha256: z.string(),
      }),
    )
    .optional(),
  version: z.string(),
});
export type RunSources = z.infer<typeof runSources>;

/** What a run's edits do to text that it has nothing to do with (workers/steering/steering-cost.ts). */
export const steeringCost = z.object({
  /** Of the held-out text: tokens that are predicted. */
  tokens: z.number().int(),
  /** Nats a token of the model as it is. */
  ce: z.number(),
  /** Mean number of features active on a token, those of the recipe left out. */
  active: z.number(),
  /** By dose: nats a token, and the mean number of other features that come and go on a token. */
  doses: z.array(z.object({ ce: z.number(), appeared: z.number(), vanished: z.number() })),
});
export type SteeringCost = z.infer<typeof steeringCost>;

/** exp of the mean negative log probability under the model as it is; null for no tokens. */
export function perplexity(tokens: readonly Pick<WrittenToken, "id" | "plain">[]): number | null {
  const written = tokens.filter(({ id }) => id !== undefined);
  if (written.length === 0) return null;
  return Math.exp(-written.reduce((sum, { plain }) => sum + plain, 0) / written.length);
}

/** Share of runs of `n` tokens that occurred before in the text; 0 when it is too short to repeat. */
export function repetition(ids: readonly number[], n = 3): number {
  const total = ids.length - n + 1;
  if (total <= 1) return 0;
  const seen = new Set(Array.from({ length: total }, (_, i) => ids.slice(i, i + n).join()));
  return 1 - seen.size / total;
}

/** Texts that one account or address, and everybody together, may have under way. */
export const RUN_LIMITS = { unfinished: 3, unfinishedOfAll: 64 } as const;
