/**
 * What cfg.json of SAELens says about the model and the texts that an SAE was trained with.
 * Source: sae-lens 6.54, loading/pretrained_sae_loaders.py (LLM_METADATA_KEYS) and training/activations_store.py.
 */
import { z } from "zod";
import type { FeaturescopeError } from "@/domain/errors";
import type { SaeConfig } from "@/domain/models";
import { readModelKwargs, readsAllPositions } from "./model-kwargs";

export const metadataFields = z.looseObject({
  hook_name: z.string().optional(),
  hook_head_index: z.number().nullish(),
  hook_name_out: z.string().nullish(),
  hook_head_index_out: z.number().nullish(),
  model_name: z.string().nullish(),
  context_size: z.number().int().positive().nullish(),
  prepend_bos: z.boolean().nullish(),
  exclude_special_tokens: z.union([z.boolean(), z.array(z.number())]).nullish(),
  seqpos_slice: z.array(z.number().int().nullable()).nullish(),
  model_kwargs: z.record(z.string(), z.unknown()).nullish(),
  model_from_pretrained_kwargs: z.record(z.string(), z.unknown()).nullish(),
  sae_lens_version: z.string().nullish(),
  training_architecture: z.string().optional(),
  training_architecture_details: z
    .looseObject({
      k: z.number().optional(),
      /** Numbers of features, the last that of all. */
      matryoshka_widths: z.array(z.number().int().positive()).nullish(),
    })
    .optional(),
});

type Surroundings = Pick<
  SaeConfig,
  "modelName" | "contextSize" | "prependBos" | "excludedTokens" | "centred" | "modelRevision"
>;

/** Throws what `unsupported` makes of a field that would give the SAE other activations than those that are read here. */
export function readSurroundings(
  metadata: z.infer<typeof metadataFields>,
  { hookName, transcoder }: { hookName: string; transcoder: boolean },
  unsupported: (what: string) => FeaturescopeError,
): Surroundings {
  for (const field of ["hook_head_index", "hook_head_index_out"] as const)
    if (metadata[field] != null) throw unsupported(`a single attention head (${field} ${metadata[field]})`);
  const [handed] = Object.entries(metadata.model_kwargs ?? {}).filter(([, value]) => value !== null);
  if (handed) throw unsupported(`model_kwargs "${handed[0]}" (${JSON.stringify(handed[1])})`);
  const model = readModelKwargs(metadata.model_from_pretrained_kwargs ?? {}, hookName, unsupported);
  if (model.centred && transcoder) throw unsupported("a transcoder of a model with center_writing_weights");
  if (!readsAllPositions(metadata.seqpos_slice))
    throw unsupported(`seqpos_slice ${JSON.stringify(metadata.seqpos_slice)} (positions that are left out)`);
  const excluded = metadata.exclude_special_tokens ?? false;
  return {
    modelName: metadata.model_name ?? undefined,
    contextSize: metadata.context_size ?? undefined,
    prependBos: metadata.prepend_bos ?? undefined,
    excludedTokens: excluded === false ? undefined : excluded === true ? "special" : excluded,
    ...model,
  };
}
