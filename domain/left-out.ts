import { z } from "zod";

/**
 * What a collection leaves out of statistics and examples besides the first token of every passage: the tokenizer's special
 * tokens, and tokens whose residual stream is much longer than that of others (attention sinks).
 */
export const leftOutRule = z.object({
  /** Median norm of the residual stream, of a fixed sample of the corpus; null where the SAE reads something else. */
  normMedian: z.number().positive().nullable(),
});
export type LeftOutRule = z.infer<typeof leftOutRule>;

/** Tokens above this many times the median norm are outliers. */
export const OUTLIER_NORMS = 10;

export interface LeftOutTokens {
  special: number;
  outliers: number;
}
