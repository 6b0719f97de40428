/**
 * SAEs as SAELens stores them: a folder with cfg.json and sae_weights.safetensors.
 * Source: sae-lens 6.54, loading/pretrained_sae_loaders.py (read_sae_components_from_disk) and constants.py.
 */
import { join } from "node:path";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { readJsonFile, writeJsonFile } from "../../files/json-file";
import { readSafetensors, writeSafetensors, type WriteSafetensorsOptions } from "../../files/safetensors";
import type { HostTensor } from "../../engine/ops";
import type { Sae } from "../sae";
import { checkSae } from "../sae-weights";
import { parseSaelensConfig, saelensConfigJson } from "./saelens-config";

const CONFIG = "cfg.json";
const WEIGHTS = "sae_weights.safetensors";
/** Beside training checkpoints: the factor that has not been folded into the weights yet. */
const SCALER = "activation_scaler.json";

export interface SaelensSae extends Sae {
  /** sqrt(d) / mean norm, where the folder has it; what `foldForInference` wants for average-norm. */
  inputScale?: number;
}

/**
 * The SAE as it is stored; `foldForInference` brings it into the form that is run and shown.
 * Throws NOT_FOUND, CORRUPT_FILE or UNSUPPORTED, naming file and field or tensor.
 */
export async function readSaelens(folder: string): Promise<SaelensSae> {
  const configFile = join(folder, CONFIG);
  const weightsFile = join(folder, WEIGHTS);
  const config = parseSaelensConfig(await readJsonFile(configFile, z.unknown()), configFile);
  const { tensors: weights } = await readSafetensors(weightsFile);
  dropScalingFactor(weights, weightsFile);
  spreadThreshold(weights, config.dSae);
  flattenRows(weights);
  const sae = { config, weights };
  checkSae(sae, weightsFile);
  return { ...sae, inputScale: await readInputScale(join(folder, SCALER)) };
}

/**
 * Writes an SAE so that SAELens 6 loads it; cfg.json comes last and marks the folder as complete.
 * `metadata` is added to what cfg.json says about the SAE's surroundings. Throws BAD_INPUT, NO_SPACE.
 */
export async function writeSaelens(
  folder: string,
  sae: Sae,
  options: Pick<WriteSafetensorsOptions, "dtype"> & { metadata?: Readonly<Record<string, unknown>> } = {},
): Promise<void> {
  checkSae(sae, folder);
  await writeSafetensors(join(folder, WEIGHTS), sae.weights, { dtype: options.dtype });
  await writeJsonFile(join(folder, CONFIG), saelensConfigJson(sae.config, options.metadata ?? {}), 2);
}

/** Old files carry a fine-tuning factor for each feature; nearly always it is 1 and was never used. */
function dropScalingFactor(weights: Map<string, HostTensor>, file: string): void {
  for (const name of ["scaling_factor", "finetuning_scaling_factor"]) {
    const factors = weights.get(name);
    if (factors?.data.some((factor) => Math.abs(factor - 1) > 1e-5))
      throw new FeaturescopeError(
        "UNSUPPORTED",
        `${file}: ${name} is not 1 everywhere.`,
        "SAEs that were fine-tuned with a scaling factor are not supported.",
      );
    weights.delete(name);
  }
}

/** Training checkpoints of BatchTopK have one threshold for all features. */
function spreadThreshold(weights: Map<string, HostTensor>, dSae: number): void {
  const single = weights.get("topk_threshold");
  if (single?.data.length !== 1 || weights.has("threshold")) return;
  weights.delete("topk_threshold");
  const data = new Float32Array(dSae).fill(single.data[0] ?? 0);
  weights.set("threshold", { dtype: "float32", shape: [dSae], data });
}

/** Lists that were stored as the one row of a matrix. */
function flattenRows(weights: Map<string, HostTensor>): void {
  for (const name of ["b_enc", "b_dec", "b_gate", "b_mag", "r_mag", "threshold"]) {
    const tensor = weights.get(name);
    if (tensor?.shape.length === 2 && tensor.shape[0] === 1)
      weights.set(name, { ...tensor, shape: tensor.shape.slice(1) });
  }
}

async function readInputScale(file: string): Promise<number | undefined> {
  try {
    const { scaling_factor } = await readJsonFile(
      file,
      z.looseObject({ scaling_factor: z.number().positive().nullish() }),
    );
    return scaling_factor ?? undefined;
  } catch (error) {
    if (error instanceof FeaturescopeError && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}
