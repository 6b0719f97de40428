import { z } from "zod";
import { tidyQuery } from "@/domain/search";
import { parseFeatureReference } from "@/domain/urls";
import { FeaturescopeError } from "@/domain/errors";
import { resolveModel } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { searchHybrid } from "../search/hybrid";
import { findSteerable, type SteerableFeature } from "./steerable-queries";

/** What a person may find at once. */
const FOUND = 12;

export interface FoundSteerable {
  sae: string;
  feature: number;
  hookName: string;
  /** Null while nothing has been seen of it. */
  max: number | null;
  density: number | null;
  label: string | null;
  /** How it was found: by id or by its label's words, by a word somewhere, or by its label's meaning alone. */
  match: "label" | "words" | "meaning";
}

/** Features to steer with: by id, or what a search for the text finds, in its order. */
export const findFeatures = publicProcedure
  .input(
    z.object({
      model: z.string().max(200),
      text: z.string().trim().min(1).max(200),
      /** Whether labels of a like meaning are found, and words in examples: it takes a moment, labels alone do not. */
      meaning: z.boolean().default(false),
    }),
  )
  .query(async ({ input: { model, text, meaning } }): Promise<FoundSteerable[]> => {
    const { saes } = await resolveModel(model);
    const reference = parseFeatureReference(text);
    if (!reference) {
      const query = tidyQuery(text);
      if (query === "") return [];
      const saeIds = saes.map(({ id }) => id);
      const { rows } = await searchHybrid(query, { saeIds }, { size: FOUND, meaning });
      const slugs = new Map(saes.map(({ id, slug }) => [id, slug]));
      const wanted = rows
        .filter(({ match }) => meaning || match === "label")
        .map(({ saeId, feature }) => ({ sae: slugs.get(saeId) ?? "", feature }));
      const found = await findSteerable(model, wanted);
      return rows.flatMap(({ saeId, feature, match }) => {
        const one = found.find((steerable) => steerable.saeId === saeId && steerable.feature === feature);
        return one ? [{ ...shownFeature(one), match }] : [];
      });
    }
    if (reference.model !== undefined && reference.model !== model)
      throw new FeaturescopeError(
        "BAD_INPUT",
        `${text} is a feature of another model.`,
        `This recipe steers ${model}.`,
      );
    const wanted = saes
      .filter(({ slug, dSae }) => (reference.sae ?? slug) === slug && reference.index < dSae)
      .map(({ slug }) => ({ sae: slug, feature: reference.index }));
    return (await findSteerable(model, wanted)).map(shownFeature);
  });

/** As it is offered where somebody looks for a feature to steer with. */
export function shownFeature({
  slug,
  feature,
  hookName,
  max,
  density,
  label,
}: SteerableFeature): FoundSteerable {
  return { sae: slug, feature, hookName, max, density, label, match: "label" };
}
