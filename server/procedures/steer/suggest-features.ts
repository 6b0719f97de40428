import { z } from "zod";
import { PROMOTED_TOKENS } from "@/domain/collections";
import { unpackPromoted } from "@/domain/feature-statistics";
import { choosePredictor, statisticalPredictors, type ChosenPredictor } from "@/domain/steering-predictors";
import { resolveModel } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { findBenchmarks } from "../benchmark/queries";
import { mainSae } from "../catalogue/main-sae";
import { shownFeature, type FoundSteerable } from "./find-features";
import { findSteerable, listLabelled, type LabelledSteerable } from "./steerable-queries";

const SUGGESTED = 8;

export interface Suggestion {
  by: ChosenPredictor;
  /** The SAE that they are of. */
  sae: string;
  features: FoundSteerable[];
}

/**
 * Features to begin with, of the SAE whose features steered best when they were measured, or else of the model's main one
 * that has labels: those with a clear label, in the order of what foretells best how well a feature steers; of several with
 * one label the first. Null where nothing has a label yet.
 */
export const suggestFeatures = publicProcedure
  .input(z.object({ model: z.string().max(200) }))
  .query(async ({ input }): Promise<Suggestion | null> => {
    const model = await resolveModel(input.model);
    const measured = await findBenchmarks(
      model.saes.map(({ id }) => id),
      1,
    );
    const first = measured[0]?.address ?? mainSae([model]);
    for (const { id, slug } of model.saes.toSorted(
      (a, b) => Number(b.slug === first?.sae) - Number(a.slug === first?.sae),
    )) {
      const labelled = await listLabelled(id);
      if (labelled.length === 0) continue;
      const by = choosePredictor(measured.find(({ address }) => address.sae === slug)?.summary ?? null);
      const chosen = rank(labelled, by).slice(0, SUGGESTED);
      const wanted = chosen.map(({ feature }) => ({ sae: slug, feature }));
      return { by, sae: slug, features: (await findSteerable(model.id, wanted)).map(shownFeature) };
    }
    return null;
  });

/** Each label once, the likeliest to steer well first. */
function rank(labelled: readonly LabelledSteerable[], { name, rho }: ChosenPredictor): LabelledSteerable[] {
  const sign = Math.sign(rho?.mean ?? 1);
  const ranked = labelled
    .flatMap((row) => {
      const promoted = unpackPromoted(row.promoted).slice(0, PROMOTED_TOKENS);
      const value = statisticalPredictors({ ...row, promoted, labelScore: row.score })[name];
      return value === null ? [] : [{ row, value }];
    })
    .sort((a, b) => sign * (b.value - a.value) || a.row.feature - b.row.feature);
  const seen = new Set<string>();
  return ranked.flatMap(({ row }) => {
    if (seen.has(row.label)) return [];
    seen.add(row.label);
    return [row];
  });
}
