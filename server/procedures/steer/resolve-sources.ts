import { FeaturescopeError } from "@/domain/errors";
import { SAFETY_FAMILIES } from "@/domain/safety-families";
import {
  needsMaximum,
  type SteeredFeature,
  type SteeredVector,
  type SteeringRecipe,
} from "@/domain/steering";
import type { RunSources } from "@/domain/steering-run";
import { currentViewer } from "../../platform/access/viewer";
import { resolveFeature, resolveModel } from "../../addresses";
import { VERSION } from "../../env";
import { findSteerableVectors, type SteerableVector } from "../vector/queries";
import { unknownVector } from "../vector/change-vector";
import { findLimited } from "../safety/queries";
import { findSteerable } from "./steerable-queries";

/**
 * What the names in a recipe stand for now.
 * @throws FeaturescopeError NOT_FOUND for a model, SAE or feature that is not here; CONFLICT for a feature whose maximum
 * is needed and not known; FORBIDDEN or SIGN_IN for one that an administrator has limited steering with
 */
export async function resolveSources(recipe: SteeringRecipe): Promise<RunSources> {
  const { model, features, vectors = [] } = recipe;
  await resolveModel(model);
  for (const { sae, feature } of features) await resolveFeature({ model, sae, index: String(feature) });
  await requireSteerable(model, features);
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
  const made = await resolveVectors(model, vectors);
  const placed = made.map(({ id, name, norm, sha256, sae }) => {
    if (!saes.some((known) => known.id === sae.id))
      saes.push({ id: sae.id, slug: sae.slug, hookName: sae.hookName, sha256: sae.sha256 });
    return { id, name, norm, sha256, place: saes.findIndex((known) => known.id === sae.id) };
  });
  return {
    model: { id: model, sha256: found[0]?.modelSha256 ?? made[0]?.sae.modelSha256 ?? "" },
    saes,
    features: resolved,
    ...(placed.length > 0 ? { vectors: placed } : {}),
    version: VERSION,
  };
}

/** In the recipe's order. @throws FeaturescopeError NOT_FOUND; CONFLICT for one of another model or other weights */
async function resolveVectors(model: string, wanted: readonly SteeredVector[]): Promise<SteerableVector[]> {
  if (wanted.length === 0) return [];
  const found = await findSteerableVectors(wanted.map(({ vector }) => vector));
  return wanted.map(({ vector }) => {
    const row = found.find(({ id }) => id === vector);
    if (!row) throw unknownVector(vector);
    if (row.sae.model !== model)
      throw new FeaturescopeError(
        "CONFLICT",
        `The vector “${row.name}” was made with ${row.sae.model}, and this text is to be written by ${model}.`,
        "A direction means nothing in another model: make it anew from the same texts.",
      );
    if (row.madeWith.model !== row.sae.modelSha256)
      throw new FeaturescopeError(
        "CONFLICT",
        `${model} has other weights now than when the vector “${row.name}” was made.`,
        "Make it anew from the same texts.",
      );
    return row;
  });
}

/**
 * Whether the viewer may steer with these features, as far as an administrator has limited families of them.
 * @throws FeaturescopeError FORBIDDEN for one of a family that nobody may steer with, SIGN_IN where an account is needed
 */
async function requireSteerable(model: string, features: readonly SteeredFeature[]): Promise<void> {
  if (features.length === 0) return;
  for (const { sae, feature, family, steering } of await findLimited(model, features)) {
    const name = SAFETY_FAMILIES.find(({ slug }) => slug === family)?.name ?? family;
    const what = `${sae}/${feature} has been confirmed as a feature of the family “${name}”`;
    if (steering === "refused")
      throw new FeaturescopeError(
        "FORBIDDEN",
        `${what}, which this instance does not steer with.`,
        "Take it out of the recipe; /safety says why it is listed, and an administrator can lift the limit.",
      );
    if (!currentViewer().user)
      throw new FeaturescopeError(
        "SIGN_IN",
        `${what}, which this instance steers with for signed-in people only.`,
        "Sign in, or take it out of the recipe.",
      );
  }
}
