import { z } from "zod";
import { BANDS } from "./collections";
import type { FeatureView } from "./urls";

/** Reads a view from the parameters of an address; what makes no sense counts as left out. */
export const featureView: z.ZodType<FeatureView> = z.object({
  band: z.coerce.number().int().min(0).max(BANDS).catch(0),
  window: z.enum(["8", "32", "all"]).catch("32"),
  breaks: z.enum(["show", "hide"]).catch("hide"),
  text: z
    .string()
    .optional()
    .transform((text) => (text?.trim() ? text : undefined)),
});
