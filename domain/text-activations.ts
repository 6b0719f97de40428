import { z } from "zod";

/** Longest text that a person can have read in one go. */
export const TEXT_CHARACTERS = 10_000;
/** Features kept for each token when none is asked for: all of them at the sparsity that SAEs are trained to. */
export const TOP_FEATURES = 200;

/** Answer of the task activate-text (stored in job.result). */
export const textActivations = z.object({
  /** Token ids, BOS first. */
  ids: z.array(z.number().int()),
  /** For each token its active features, strongest first; BOS has none. */
  tokens: z.array(z.array(z.object({ feature: z.number().int(), value: z.number() }))),
});
export type TextActivations = z.infer<typeof textActivations>;

/** Answer of the task read-written: for each text, in their order. */
export const writtenActivations = z.array(
  z.object({
    /** As in textActivations, from the position that was asked for. */
    tokens: textActivations.shape.tokens,
    /** The followed feature at every token of the text, BOS first; empty where none is followed. */
    followed: z.array(z.number()),
  }),
);
export type WrittenActivations = z.infer<typeof writtenActivations>;

/** SAEs that one question to a worker has a text read by. */
export const ASKED_ACROSS = 20;
