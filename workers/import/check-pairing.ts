import { FeaturescopeError } from "@/domain/errors";
import { saeOutput, type LanguageModelConfig, type SaeConfig } from "@/domain/models";
import { hookWidth, layersUntil } from "../models/hook-points";

/** Throws BAD_INPUT where an SAE cannot belong to a model: a hook or layer that the model lacks, another width. */
export function checkPairing(sae: SaeConfig, model: LanguageModelConfig): void {
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
