/**
 * The necessary chain of a prediction: the fewest activations (a feature at a token) without which the model's next
 * token would have been another. What is asked, and what is answered.
 */
import { z } from "zod";
import { prediction, traceRequest } from "./attribution";

export const CHAIN_LIMITS = {
  /** Activations that are taken away at most; if the word still stands, there is no chain. */
  members: 40,
  /** Sets drawn at random to compare with. */
  randomSets: 20,
  /** Tokens that the model goes on with, the predicted one among them. */
  written: 8,
  /** Next tokens that are told. */
  top: 5,
} as const;

/** A feature at a token; 0 is BOS, which is never touched. */
export const place = z.strictObject({
  at: z.number().int().min(1, "The token that begins every text keeps its activations."),
  feature: z.number().int().min(0),
});
export type ActivationPlace = z.infer<typeof place>;

export const chainRequest = traceRequest.omit({ answers: true });
export type ChainRequest = z.infer<typeof chainRequest>;

export const rewriteRequest = chainRequest.extend({
  /** Activations that are taken away. */
  removed: z
    .array(place)
    .max(CHAIN_LIMITS.members, `At most ${CHAIN_LIMITS.members} activations are taken away.`),
});
export type RewriteRequest = z.infer<typeof rewriteRequest>;

/** What the model says with some activations taken away. */
export const rewrite = z.object({
  /** The most probable next tokens. */
  top: z.array(prediction).min(1),
  /** Probability of the token that the model predicts with nothing taken away. */
  expected: z.number(),
  /** Tokens that it goes on with, the most probable one each time. */
  written: z.array(z.number().int()),
});
export type Rewrite = z.infer<typeof rewrite>;

export const chainAnswer = z.object({
  /** BOS first. */
  ids: z.array(z.number().int()),
  /** Active features summed over tokens: what there is to take away. */
  activations: z.number().int(),
  /** Sets that were really taken away during the search. */
  trials: z.number().int(),
  /** Whether the predicted token is another without the members; where it is not, they are how far the search came. */
  changed: z.boolean(),
  /** In order of position. */
  members: z.array(z.object({ at: z.number().int(), feature: z.number().int(), value: z.number() })),
  whole: rewrite,
  without: rewrite,
  /** Null where the word stands, or where too few other activations are there to draw from. */
  random: z
    .object({
      sets: z.number().int(),
      /** Of them, those without which the predicted token is another. */
      changed: z.number().int(),
      /** Mean of their norm over the chain's: sum of the activations times the lengths of their directions. */
      norm: z.number(),
    })
    .nullable(),
});
export type ChainAnswer = z.infer<typeof chainAnswer>;

/** "4-1234": how an address names an activation. */
export const placeName = ({ at, feature }: ActivationPlace): string => `${at}-${feature}`;
