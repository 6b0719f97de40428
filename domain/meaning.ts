import { z } from "zod";
import { LABEL_METHODS, type LabelMethod } from "./labels";

/** The search by meaning as web and workers speak of it. */

/** Filters whose names have become ids; a bound that is left out lets all through. */
export const resolvedFilters = z.object({
  saeIds: z.array(z.number().int()),
  /** Density as a percentage of tokens. */
  minPercent: z.number().optional(),
  maxPercent: z.number().optional(),
  method: z.enum(Object.keys(LABEL_METHODS) as [LabelMethod, ...LabelMethod[]]).optional(),
  minScore: z.number().optional(),
});
export type ResolvedFilters = z.infer<typeof resolvedFilters>;

const meaningRow = z.object({
  saeId: z.number().int(),
  feature: z.number().int(),
  /** Cosine between the query and the closest label. */
  value: z.number(),
  /** That label. */
  text: z.string(),
});
export type MeaningRow = z.infer<typeof meaningRow>;

/** Answer of the task search-meaning. */
export const meaningAnswer = z.object({
  rows: z.array(meaningRow),
  /** Whether some labels have not been read for their meaning yet. */
  incomplete: z.boolean(),
});
export type MeaningAnswer = z.infer<typeof meaningAnswer>;
