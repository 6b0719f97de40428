import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig } from "@/domain/models";
import { layerHeads } from "./layer-kinds";

/** What stands behind "blocks.L." in the names that families call `hook` with: TransformerLens', in the order of the block. */
const POINTS = [
  "hook_resid_pre",
  "attn.hook_z",
  "hook_attn_out",
  "hook_resid_mid",
  "hook_mlp_in",
  "ln2.hook_normalized",
  "mlp.hook_in",
  "hook_mlp_out",
  "hook_resid_post",
];

/** Hook points of every layer of this model. */
function pointsOf({ parallel, family }: LanguageModelConfig): string[] {
  return POINTS.filter(
    (point) =>
      // attention and MLP side by side leave no stream between them; OLMo 2's MLP reads the stream as it is
      !(parallel && point === "hook_resid_mid") && !(family === "olmo2" && point === "ln2.hook_normalized"),
  );
}

/** How many layers have to run for `hookName` to be reached; throws BAD_INPUT for a name the model lacks. */
export function layersUntil(hookName: string, config: LanguageModelConfig): number {
  const [, digits, point = ""] = /^blocks\.(\d+)\.(.+)$/.exec(hookName) ?? [];
  const layer = Number(digits ?? -1);
  const points = pointsOf(config);
  if (!points.includes(point) || String(layer) !== digits || layer >= config.layers) {
    throw new FeaturescopeError(
      "BAD_INPUT",
      `The model has no hook point "${hookName}".`,
      `Use blocks.L. with L from 0 to ${config.layers - 1} and one of ${points.join(", ")}.`,
    );
  }
  return layer + 1;
}

/** Numbers a token has at a hook point. */
export function hookWidth(hookName: string, config: LanguageModelConfig): number {
  const layer = /^blocks\.(\d+)\..*\.hook_z$/.exec(hookName)?.[1];
  return layer === undefined ? config.width : config.heads * layerHeads(config, Number(layer)).headWidth;
}
