import { FeaturescopeError } from "@/domain/errors";
import type { ResolvedFilters } from "@/domain/meaning";
import type { SearchFilters } from "@/domain/search";
import { listCatalogue, listedSaeIds } from "../../platform/access/catalogue";
import { resolveModel, resolveSae } from "../../addresses";

/**
 * Filters whose names have become ids; only what the viewer may find.
 * @throws FeaturescopeError NOT_FOUND for a model or an SAE that is not here, naming those there are
 */
export async function resolveFilters({ model, sae, ...rest }: SearchFilters): Promise<ResolvedFilters> {
  // an SAE that is not listed is found by whoever knows its whole name, as its page is
  if (model !== undefined && sae !== undefined)
    return { ...rest, saeIds: [(await resolveSae({ model, sae })).id] };
  if (model === undefined && sae === undefined) return { ...rest, saeIds: await listedSaeIds() };
  if (model !== undefined) await resolveModel(model);
  const saes = (await listCatalogue())
    .filter(({ id }) => model === undefined || id === model)
    .flatMap((found) => found.saes);
  const chosen = sae === undefined ? saes : saes.filter(({ slug }) => slug === sae);
  if (sae !== undefined && chosen.length === 0)
    throw new FeaturescopeError(
      "NOT_FOUND",
      `No model here has an SAE “${sae.slice(0, 60)}”.`,
      saes.length === 0 ? "There is no SAE yet." : `SAEs here: ${saes.map(({ slug }) => slug).join(", ")}.`,
    );
  return { ...rest, saeIds: chosen.map(({ id }) => id) };
}
