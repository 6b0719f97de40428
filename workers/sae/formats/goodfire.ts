/**
 * Goodfire's SAEs of Llama chat models: one file MODEL-SAE-lL.pth (or .pt) for the residual stream after block L.
 * Source: sae-lens 6.54, loading/pretrained_sae_loaders.py.
 */
import { basename } from "node:path";
import { readTorchFile } from "../../files/torch-file";
import type { Sae } from "../sae";
import { StoredTensors } from "./stored-tensors";

export const GOODFIRE_FILE = /^(Llama-[\w.-]+)-SAE-l(\d+)\.pth?$/;

/** Throws CORRUPT_FILE, or UNSUPPORTED for a tensor that is not used. */
export async function readGoodfire(file: string): Promise<Sae> {
  const [, model = "", layer = ""] = GOODFIRE_FILE.exec(basename(file)) ?? [];
  const stored = new StoredTensors((await readTorchFile(file)).tensors, file);
  const { weights, dIn, dSae } = stored.takeLinears("encoder_linear", "decoder_linear");
  stored.refuseRest();
  return {
    config: {
      architecture: "relu",
      ...{ dIn, dSae },
      hookName: `blocks.${Number(layer)}.hook_resid_post`,
      subtractDecoderBias: false,
      modelName: `meta-llama/${model}`,
    },
    weights,
  };
}
