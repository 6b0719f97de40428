/** Texts of a steering benchmark that were written again, on the same instance or another. */
import { z } from "zod";
import { benchmarkArm } from "./steering-benchmark";

const place = {
  feature: z.number().int(),
  arm: benchmarkArm,
  dose: z.number(),
  prompt: z.number().int(),
};

export const benchmarkAudit = z.object({
  /** Of the benchmark that is audited. */
  manifestHash: z.string(),
  /** Cells that were drawn by the seed, of all that the file holds. */
  share: z.number().gt(0).max(1),
  seed: z.number().int().nonnegative(),
  cells: z.number().int().positive(),
  agreed: z.number().int().nonnegative(),
  mismatches: z.array(
    z.object({
      ...place,
      /** What differs: the tokens, the text that is said to be theirs, or a figure measured on it. */
      what: z.string(),
      expected: z.string(),
      found: z.string(),
    }),
  ),
  /** Where it was done. */
  engine: z.string(),
  version: z.string(),
});
export type BenchmarkAudit = z.infer<typeof benchmarkAudit>;
