import type { FeatureAddress, FeatureReference } from "@/domain/urls";
import type { CatalogueModel } from "@/server/procedures/catalogue/queries";

/**
 * The features that a reference can mean. A bare number means the SAE that the reader is looking at; without one, any
 * SAE that has so many features.
 * @param within "model/sae" of the page that the reader came from, or empty
 */
export function candidates(
  reference: FeatureReference,
  models: readonly CatalogueModel[],
  within: string,
): FeatureAddress[] {
  const { index } = reference;
  const all = models.flatMap((model) =>
    model.saes.map((sae) => ({ model: model.id, sae: sae.slug, dSae: sae.dSae })),
  );
  const fits = all.filter(
    ({ model, sae }) =>
      (reference.model === undefined || model === reference.model) &&
      (reference.sae === undefined || sae === reference.sae),
  );
  const here = fits.filter(({ model, sae }) => `${model}/${sae}` === within);
  const named = reference.sae === undefined ? here : fits;
  // A named SAE is gone to even where it has no such feature: the page there says which numbers it has.
  if (named.length > 0) return named.map(({ model, sae }) => ({ model, sae, index }));
  return fits.filter(({ dSae }) => index < dSae).map(({ model, sae }) => ({ model, sae, index }));
}
