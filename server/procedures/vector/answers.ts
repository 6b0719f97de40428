import { z } from "zod";
import { time, visibility } from "../answers";

/** What is said of a vector where several are listed, as the REST API sends it. */
export const vectorSummary = z.object({
  id: z.string(),
  name: z.string(),
  note: z.string(),
  owner: z.string().nullable(),
  visibility,
  hidden: z.boolean(),
  model: z.string(),
  sae: z.string().describe("The SAE at whose hook it was made"),
  hookName: z.string(),
  norm: z
    .number()
    .describe(
      "Distance between the means of its texts, or the length of what came as numbers; strengths are multiples of it",
    ),
  separation: z
    .number()
    .nullable()
    .describe("Area under the ROC curve on left-out texts, 0.5 = chance; null for too few texts"),
  strength: z.number().nullable().describe("At which its maker steers; null where nothing was said"),
  updatedAt: time,
});
