/**
 * Gemma Scope (Lieberum et al. 2024): layer_L/width_W/average_l0_N/params.npz without a configuration; the site is in
 * the repository's name. Gemma Scope 2: SITE/layer_L_width_W_l0_N/ with config.json and params.safetensors.
 * Source: sae-lens 6.54, loading/pretrained_sae_loaders.py. Sites: res, mlp (after its norm), att (hook_z), transcoders.
 */
import { join, resolve } from "node:path";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import type { HostTensor } from "../../engine/ops";
import { readJsonFile } from "../../files/json-file";
import { readNpz } from "../../files/npz";
import { readSafetensors } from "../../files/safetensors";
import type { Sae } from "../sae";
import { otherKind } from "./other-kinds";
import { hookFromWords, needHook, transposed, type ReadSaeOptions } from "./common";
import { StoredTensors } from "./stored-tensors";

export async function readGemmaScope1(folder: string, options: ReadSaeOptions): Promise<Sae> {
  const file = join(folder, "params.npz");
  return jumpRelu(await readNpz(file), file, options.hookName ?? hookFromPath(folder));
}

const scope2 = z.looseObject({
  architecture: z.string(),
  model_name: z.string().optional(),
  type: z.string().optional(),
});

export async function readGemmaScope2(folder: string, options: ReadSaeOptions): Promise<Sae> {
  const configFile = join(folder, "config.json");
  const file = join(folder, "params.safetensors");
  const cfg = await readJsonFile(configFile, scope2);
  const other = otherKind(configFile, cfg.type ?? "");
  if (other) throw other;
  if (cfg.architecture !== "jump_relu")
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${configFile}: architecture "${cfg.architecture}" is not supported.`,
      "Supported is jump_relu.",
    );
  const { tensors } = await readSafetensors(file, {
    rename: (stored) => stored.replace(/^w_/, "W_"),
  });
  return jumpRelu(tensors, file, options.hookName ?? hookFromPath(folder), cfg.model_name);
}

/** The last folders of the path say layer and site: "gemma-scope-2b-pt-res/layer_20/...", "transcoder/layer_1_...". */
function hookFromPath(folder: string): string | undefined {
  const parts = resolve(folder).split(/[/\\]/).slice(-4).join("/");
  return hookFromWords(parts)?.hookName;
}

function jumpRelu(
  arrays: Map<string, HostTensor>,
  file: string,
  hook: string | undefined,
  modelName?: string,
): Sae {
  const hookName = needHook(hook, file);
  const stored = new StoredTensors(arrays, file);
  const encoder = stored.take("W_enc", 2);
  const decoder = stored.take("W_dec", 2);
  const transcoder = hookName.endsWith("mlp.hook_in");
  const skip = stored.has("affine_skip_connection");
  const weights = new Map([
    ["W_enc", encoder],
    ["W_dec", decoder],
    ...["b_enc", "b_dec", "threshold"].map((name) => [name, stored.take(name, 1)] as const),
    ...(skip ? [["W_skip", transposed(stored.take("affine_skip_connection", 2))] as const] : []),
  ]);
  stored.refuseRest();
  const [dIn = 0, dSae = 0] = encoder.shape;
  return {
    config: {
      architecture: "jumprelu",
      dIn,
      dSae,
      hookName,
      output: transcoder
        ? { hookName: hookName.replace("mlp.hook_in", "hook_mlp_out"), width: decoder.shape[1] ?? 0 }
        : undefined,
      skip: skip || undefined,
      subtractDecoderBias: false,
      modelName,
      contextSize: 1024,
      prependBos: true,
    },
    weights,
  };
}
