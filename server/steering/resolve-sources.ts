import { FeaturescopeError } from "@/domain/errors";
import { needsMaximum, type SteeringRecipe } from "@/domain/steering";
import type { RunSources } from "@/domain/steering-run";
import { resolveFeature, resolveModel } from "../addresses";
import { VERSION } from "../env";
import { findSteerable } from "../queries/steering";

/**
 * What the names in a recipe stand for now.
 * @throws FeaturescopeError NOT_FOUND for a model, SAE or feature that is not here; CONFLICT for a feature whose maximum
 * is needed and not known
 */
export async function resolveSources(recipe: SteeringRecipe): Promise<RunSources> {
  const { model, features } = recipe;
  await resolveModel(model);
  for (const { sae, feature } of features) await resolveFeature({ model, sae, index: String(feature) });
  const found = await findSteerable(model, features);
  const saes: RunSources["saes"] = [];
  const resolved = features.map((wanted) => {
    const row = found.find(({ slug, feature }) => slug === wanted.sae && feature === wanted.feature);
    if (!row)
      throw new FeaturescopeError(
        "NOT_FOUND",
        `${wanted.sae} has been removed meanwhile.`,
        "Choose another feature.",
      );
    if (row.max === null && needsMaximum(wanted.mode))
      throw new FeaturescopeError(
        "CONFLICT",
        `Feature ${wanted.feature} of ${wanted.sae} has no maximum: it has not been seen active.`,
        "Strengths are multiples of the maximum. Wait for the collection to end, choose another feature, or use scale or ablate.",
      );
    if (!saes.some(({ id }) => id === row.saeId))
      saes.push({ id: row.saeId, slug: row.slug, hookName: row.hookName, sha256: row.sha256 });
    return { place: saes.findIndex(({ id }) => id === row.saeId), max: row.max };
  });
  return {
    model: { id: model, sha256: found[0]?.modelSha256 ?? "" },
    saes,
    features: resolved,
    version: VERSION,
  };
}
