import { FeaturescopeError } from "@/domain/errors";
import { headWidthOf, type LanguageModelConfig } from "@/domain/models";

/** TransformerLens names that families call `hook` with. */
const HOOK_NAME = /^blocks\.(\d+)\.(hook_resid_pre|hook_resid_post|hook_mlp_out|mlp\.hook_in|attn\.hook_z)$/;

/** How many layers have to run for `hookName` to be reached; throws BAD_INPUT for a name the model lacks. */
export function layersUntil(hookName: string, config: LanguageModelConfig): number {
  const match = HOOK_NAME.exec(hookName);
  const layer = Number(match?.[1] ?? -1);
  if (!match || layer >= config.layers) {
    throw new FeaturescopeError(
      "BAD_INPUT",
      `The model has no hook point "${hookName}".`,
      `Use blocks.L.hook_resid_pre, hook_resid_post, hook_mlp_out, mlp.hook_in or attn.hook_z with L from 0 to ${config.layers - 1}.`,
    );
  }
  return layer + 1;
}

/** Numbers a token has at a hook point. */
export const hookWidth = (hookName: string, config: LanguageModelConfig): number =>
  hookName.endsWith(".hook_z") ? config.heads * headWidthOf(config) : config.width;
