import { z } from "zod";
import { parseFeatureReference } from "@/domain/urls";
import { FeaturescopeError } from "@/domain/errors";
import { resolveModel } from "../../addresses";
import { findSteerable, searchSteerable, type SteerableFeature } from "../../queries/steering";
import { publicProcedure } from "../../trpc";

/** What a person may find at once. */
const FOUND = 12;

export interface FoundFeature {
  sae: string;
  feature: number;
  hookName: string;
  /** Null while nothing has been seen of it. */
  max: number | null;
  density: number | null;
  label: string | null;
}

/** Features to steer with: by id, or by a word of their label. */
export const findFeatures = publicProcedure
  .input(z.object({ model: z.string().max(200), text: z.string().trim().min(1).max(200) }))
  .query(async ({ input: { model, text } }): Promise<FoundFeature[]> => {
    const { saes } = await resolveModel(model);
    const reference = parseFeatureReference(text);
    if (!reference)
      return (
        await searchSteerable(
          saes.map(({ id }) => id),
          text,
          FOUND,
        )
      ).map(shown);
    if (reference.model !== undefined && reference.model !== model)
      throw new FeaturescopeError(
        "BAD_INPUT",
        `${text} is a feature of another model.`,
        `This recipe steers ${model}.`,
      );
    const wanted = saes
      .filter(({ slug, dSae }) => (reference.sae ?? slug) === slug && reference.index < dSae)
      .map(({ slug }) => ({ sae: slug, feature: reference.index }));
    return (await findSteerable(model, wanted)).map(shown);
  });

function shown({ slug, feature, hookName, max, density, label }: SteerableFeature): FoundFeature {
  return { sae: slug, feature, hookName, max, density, label };
}
