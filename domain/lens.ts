/** The logit lens: what a model would say after a token if it stopped at each of its layers. Asked, and answered. */
import { z } from "zod";

export const LENS_LIMITS = {
  /** Tokens up to the one that is looked at, BOS included. */
  tokens: 512,
  /** Guesses of each layer. */
  top: 5,
} as const;

const guess = z.object({ id: z.number().int(), p: z.number() });

export const lensAnswer = z.object({
  /** The text, BOS first. */
  ids: z.array(z.number().int()),
  /** Position of the token that is looked at. */
  at: z.number().int(),
  /** First the embedding alone, then the stream after each layer; the last is what the model really says. */
  layers: z.array(
    z.object({
      top: z.array(guess),
      /** Probability that this layer gives to the model's own first guess, and its rank, 1 for the first. */
      answer: z.object({ p: z.number(), rank: z.number().int() }),
    }),
  ),
});
export type LensAnswer = z.infer<typeof lensAnswer>;
