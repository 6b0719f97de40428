import type { SaeAddress } from "@/domain/urls";
import type { CatalogueModel } from "./queries";

/**
 * The SAE that a page shows when none is named: the first whose collection is complete, else the one with the most
 * active features, else the first there is. Null where there is none.
 */
export function mainSae(models: readonly CatalogueModel[]): SaeAddress | null {
  const saes = models.flatMap((model) =>
    model.saes.map(({ slug, collection }) => ({ model: model.id, sae: slug, collection })),
  );
  const best =
    saes.find(({ collection }) => collection?.state === "done") ??
    saes.toSorted((a, b) => (b.collection?.featuresActive ?? 0) - (a.collection?.featuresActive ?? 0))[0];
  return best ? { model: best.model, sae: best.sae } : null;
}
