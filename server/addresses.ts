import { FeaturescopeError } from "@/domain/errors";
import type { FeatureAddress, SaeAddress } from "@/domain/urls";
import { listCatalogue, reachableCatalogue } from "./platform/access/catalogue";
import { mayList } from "./platform/access/rules";
import { findProfile, type Profile } from "./procedures/account/queries";
import type { CatalogueModel, CatalogueSae } from "./procedures/catalogue/queries";

/** Whether an address names something that exists for the viewer; what they may not see does not. */

/**
 * A model with its listed SAEs; an unlisted one is reached by its own address alone.
 * @throws FeaturescopeError NOT_FOUND, naming the models there are
 */
export async function resolveModel(id: string): Promise<CatalogueModel> {
  const model = await reachableModel(id);
  return { ...model, saes: model.saes.filter((sae) => mayList(sae)) };
}

async function reachableModel(id: string): Promise<CatalogueModel> {
  const model = await reachableCatalogue((models) => models.find((candidate) => candidate.id === id));
  if (model) return model;
  const ids = (await listCatalogue()).map((candidate) => candidate.id);
  throw new FeaturescopeError(
    "NOT_FOUND",
    `There is no model “${short(id)}” here.`,
    ids.length === 0 ? "No model has been registered yet." : `Models here: ${ids.join(", ")}.`,
  );
}

/** @throws FeaturescopeError NOT_FOUND, naming the SAEs of the model */
export async function resolveSae(address: SaeAddress): Promise<CatalogueSae> {
  const look = (model: CatalogueModel) => model.saes.find((candidate) => candidate.slug === address.sae);
  const model = await reachableModel(address.model);
  const sae =
    look(model) ??
    (await reachableCatalogue((models) => models.filter(({ id }) => id === address.model).map(look)[0]));
  if (sae) return sae;
  const slugs = model.saes.filter((candidate) => mayList(candidate)).map((candidate) => candidate.slug);
  throw new FeaturescopeError(
    "NOT_FOUND",
    `${model.id} has no SAE “${short(address.sae)}”.`,
    slugs.length === 0 ? "It has no SAE yet." : `Its SAEs: ${slugs.join(", ")}.`,
  );
}

/**
 * @param address with the index as it stands in the URL
 * @throws FeaturescopeError NOT_FOUND; BAD_INPUT when the index is not a number
 */
export async function resolveFeature(address: SaeAddress & { index: string }): Promise<FeatureAddress> {
  const sae = await resolveSae(address);
  const range = `The features of ${sae.slug} are numbered 0 to ${sae.dSae - 1}.`;
  if (!/^\d{1,9}$/.test(address.index))
    throw new FeaturescopeError("BAD_INPUT", `“${short(address.index)}” is not a feature number.`, range);
  const index = Number(address.index);
  if (index >= sae.dSae)
    throw new FeaturescopeError("NOT_FOUND", `${sae.slug} has no feature ${index}.`, range);
  return { model: address.model, sae: address.sae, index };
}

/** @throws FeaturescopeError NOT_FOUND */
export async function resolveProfile(name: string): Promise<Profile> {
  const profile = await findProfile(name);
  if (profile) return profile;
  throw new FeaturescopeError(
    "NOT_FOUND",
    `Nobody here is called “${short(name)}”.`,
    "Names of accounts are in lower case; the label pages show who wrote what.",
  );
}

/** Names come from the URL and are quoted in messages; nobody needs to read a thousand characters of one. */
function short(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
