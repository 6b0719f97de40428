import { steeredNames } from "@/domain/steering";
import type { Citation } from "@/domain/sharing";
import { VERSION } from "../../env";
import type { FeatureDashboard } from "../feature/feature-dashboard";
import type { ListDetails } from "../list/queries";
import type { VectorDetails } from "../vector/queries";
import type { RunView } from "../steer/run-view";

/** What to say of a page when it is cited. */

export function citeFeature({ address, sae }: FeatureDashboard): Citation {
  const { model, sae: slug, index } = address;
  return {
    key: `featurescope:${model}:${slug}:${index}`,
    title: `Feature ${index} of the sparse autoencoder ${slug} in ${model}`,
    author: null,
    date: sae.collection?.finishedAt ?? null,
    hashes: [
      [`model ${model}`, sae.model.weightsSha256],
      [`SAE ${slug}`, sae.weightsSha256],
      ...(sae.corpus ? [[`corpus ${sae.corpus.slug}`, sae.corpus.sha256] as const] : []),
    ],
    version: VERSION,
  };
}

export function citeList({ id, title, owner, updatedAt, version }: Omit<ListDetails, "ownerId">): Citation {
  return {
    key: `featurescope:list:${id}`,
    title: `${title} (list of features, version ${version})`,
    author: owner,
    date: updatedAt,
    hashes: [],
    version: VERSION,
  };
}

export function citeVector(
  vector: Pick<
    VectorDetails,
    "id" | "name" | "owner" | "createdAt" | "model" | "sae" | "sha256" | "modelSha256" | "saeSha256"
  >,
): Citation {
  return {
    key: `featurescope:vector:${vector.id}`,
    title: `${vector.name} (steering vector of ${vector.model})`,
    author: vector.owner,
    date: vector.createdAt,
    hashes: [
      ["direction", vector.sha256],
      [`model ${vector.model}`, vector.modelSha256],
      [`SAE ${vector.sae}`, vector.saeSha256],
    ],
    version: VERSION,
  };
}

export function citeRun({ id, recipe, recipeHash, sources, createdAt }: RunView): Citation {
  const names = steeredNames(recipe, sources.vectors).join(", ");
  return {
    key: `featurescope:steer:${id}`,
    title: `A text of ${recipe.model} steered with ${names}`,
    author: null,
    date: createdAt,
    hashes: [
      ["recipe", recipeHash],
      [`model ${sources.model.id}`, sources.model.sha256],
      ...sources.saes.map(({ slug, sha256 }) => [`SAE ${slug}`, sha256] as const),
      ...(sources.vectors ?? []).map(({ name, sha256 }) => [`vector ${name}`, sha256] as const),
    ],
    version: sources.version,
  };
}
