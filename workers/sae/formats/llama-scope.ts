/**
 * Llama Scope (He et al. 2024), SAEs of Llama 3.1 8B: hyperparams.json and checkpoints/final.safetensors; and those of its R1
 * distill: config.json and sae_weights.safetensors. Inputs are scaled by one factor.
 * Source: sae-lens 6.54, loading/pretrained_sae_loaders.py.
 */
import { join } from "node:path";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import type { SaeConfig } from "@/domain/models";
import type { HostTensor } from "../../engine/ops";
import { readJsonFile } from "../../files/json-file";
import { readSafetensors } from "../../files/safetensors";
import { filled } from "./common";
import type { SaelensSae } from "./saelens";
import { StoredTensors } from "./stored-tensors";

/** What changes the numbers, each with the one value that is done here. */
const fields = z.looseObject({
  hook_point_in: z.string(),
  hook_point_out: z.string(),
  act_fn: z.string().default("jumprelu"),
  use_glu_encoder: z.boolean().default(false),
  apply_decoder_bias_to_pre_encoder: z.boolean().default(false),
  use_decoder_bias: z.boolean().default(true),
  norm_activation: z.string().default("dataset-wise"),
});

/** Throws UNSUPPORTED that names the first field with another value. */
function hookOf(cfg: z.infer<typeof fields>, file: string): string {
  const others: readonly [string, boolean][] = [
    [`act_fn "${cfg.act_fn}"`, cfg.act_fn !== "jumprelu"],
    [`norm_activation "${cfg.norm_activation}"`, cfg.norm_activation !== "dataset-wise"],
    ["use_glu_encoder", cfg.use_glu_encoder],
    ["apply_decoder_bias_to_pre_encoder", cfg.apply_decoder_bias_to_pre_encoder],
    ["use_decoder_bias false", !cfg.use_decoder_bias],
    [`hook_point_out "${cfg.hook_point_out}" (a transcoder)`, cfg.hook_point_out !== cfg.hook_point_in],
  ];
  const [what] = others.find(([, is]) => is) ?? [];
  if (what === undefined) return cfg.hook_point_in;
  throw new FeaturescopeError(
    "UNSUPPORTED",
    `${file}: ${what} is not supported.`,
    "Supported are Llama Scope's JumpReLU SAEs of one hook, with inputs scaled by one factor.",
  );
}

const published = fields.extend({
  d_sae: z.number().int().positive(),
  d_model: z.number().int().positive(),
  jump_relu_threshold: z.number(),
  dataset_average_activation_norm: z.looseObject({ in: z.number().positive() }),
});

/** Throws NOT_FOUND, CORRUPT_FILE, UNSUPPORTED. */
export async function readLlamaScope(folder: string): Promise<SaelensSae> {
  const configFile = join(folder, "hyperparams.json");
  const file = join(folder, "checkpoints/final.safetensors");
  const cfg = await readJsonFile(configFile, published);
  const inputScale = Math.sqrt(cfg.d_model) / cfg.dataset_average_activation_norm.in;
  // the threshold is of pre-activations of the input as it is, so that it scales along
  const threshold = filled(cfg.d_sae, cfg.jump_relu_threshold * inputScale);
  return { ...(await read(file, hookOf(cfg, configFile), () => threshold)), inputScale };
}

/** As {@link readLlamaScope}; the factor is not in these files. */
export async function readLlamaScopeDistill(folder: string): Promise<SaelensSae> {
  const configFile = join(folder, "config.json");
  const file = join(folder, "sae_weights.safetensors");
  const hookName = hookOf(await readJsonFile(configFile, fields), configFile);
  return read(file, hookName, (stored) => {
    const logarithms = stored.take("log_jumprelu_threshold", 1);
    return { ...logarithms, data: Float32Array.from(logarithms.data, Math.exp) };
  });
}

async function read(
  file: string,
  hookName: string,
  threshold: (stored: StoredTensors) => HostTensor,
): Promise<SaelensSae> {
  const stored = new StoredTensors((await readSafetensors(file)).tensors, file);
  const { weights, dIn, dSae } = stored.takeLinears("encoder", "decoder");
  weights.set("threshold", threshold(stored));
  stored.refuseRest();
  const config: SaeConfig = {
    architecture: "jumprelu",
    ...{ dIn, dSae, hookName },
    subtractDecoderBias: false,
    inputNormalisation: "average-norm",
    modelName: "meta-llama/Llama-3.1-8B",
    contextSize: 1024,
    prependBos: true,
  };
  return { config, weights };
}
