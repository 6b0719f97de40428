import { z } from "zod";
import { steeringRecipe } from "./steering";

/**
 * models/<model>/curated.json: what the first page and the tour show of a model. Chosen by coherence, scores and by
 * eye; it names features by their index, so training an SAE anew means choosing anew. An entry whose feature is not
 * there is left out where it would be shown.
 */
export const curated = z.strictObject({
  /** The first that are there are shown, in this order. */
  features: z
    .array(
      z.strictObject({
        sae: z.string().min(1),
        index: z.number().int().min(0),
        /** One line for somebody who has never heard of features. */
        why: z.string().min(1).max(160),
      }),
    )
    .max(12),
  /** A text written as it is and with a feature turned; the first whose features are there is shown. */
  steering: z
    .array(
      z.strictObject({
        /** What is turned and what comes of it, in a few words. */
        title: z.string().min(1).max(80),
        /** As the playground has it, but for the model. */
        recipe: z.record(z.string(), z.unknown()),
      }),
    )
    .max(6),
  /** What stands in the box for one's own sentence. */
  sentence: z.string().min(1).max(300),
});
export type Curated = z.infer<typeof curated>;
export type CuratedSteering = Curated["steering"][number];

/** The recipe of an entry. @throws ZodError where it is none */
export function curatedRecipe(model: string, { recipe }: CuratedSteering) {
  return steeringRecipe.parse({ ...recipe, model });
}
