import { FeaturescopeError } from "@/domain/errors";
import { saeOutput, type LanguageModelConfig, type SaeConfig } from "@/domain/models";
import { hookWidth, layersUntil } from "../models/hook-points";
import type { TextTokenizer } from "../models/text-tokenizer";

/** Families whose final norm takes the mean away, so that the writing weights can be centred without effect on the model. */
const LAYER_NORM: readonly LanguageModelConfig["family"][] = ["gpt2", "gpt-neo", "gpt-neox", "stablelm"];

/** Throws BAD_INPUT where an SAE cannot belong to a model: a hook or layer that the model lacks, another width. */
export function checkPairing(sae: SaeConfig, model: LanguageModelConfig): void {
  if (sae.centred && !LAYER_NORM.includes(model.family))
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `The SAE reads a model with center_writing_weights, which there is with LayerNorm alone, not with ${model.family}.`,
      "Add it to the model that it was trained on, or correct model_from_pretrained_kwargs in its cfg.json.",
    );
  for (const { hookName, width } of [{ hookName: sae.hookName, width: sae.dIn }, saeOutput(sae)]) {
    layersUntil(hookName, model);
    const expected = hookWidth(hookName, model);
    if (width === expected) continue;
    const trained = sae.modelName ? ` It was trained on ${sae.modelName}.` : "";
    throw new FeaturescopeError(
      "BAD_INPUT",
      `The SAE has width ${width} at ${hookName}, but this ${model.family} model has ${expected} there.${trained}`,
      "Add it to the model that it was trained on, or name the right hook with --hook.",
    );
  }
}

/**
 * Throws BAD_INPUT where an SAE's training text was not like the texts here: without BOS before them, or without tokens that
 * stand in these passages.
 */
export function checkTexts(
  { prependBos, excludedTokens }: SaeConfig,
  { bos, special }: Pick<TextTokenizer, "bos" | "special">,
  passages: readonly (Uint16Array | Uint32Array)[],
): void {
  const anyway =
    "Collect all the same with --force: figures then differ from those of the package that it was trained with.";
  if (prependBos === false)
    throw new FeaturescopeError(
      "BAD_INPUT",
      "The SAE was trained on texts without BOS (prepend_bos false). Here every text begins with it, and later tokens see it.",
      anyway,
    );
  if (excludedTokens === undefined) return;
  const excluded = excludedTokens === "special" ? special : new Set(excludedTokens);
  for (const passage of passages) {
    const found = passage.find((id) => id !== bos && excluded.has(id));
    if (found === undefined) continue;
    throw new FeaturescopeError(
      "BAD_INPUT",
      `The text holds token ${found}, which the SAE was trained without (exclude_special_tokens).`,
      `Take it out of the text. ${anyway}`,
    );
  }
}
