/**
 * OpenAI's sparse autoencoders (Gao et al. 2024): one .pt file. Those with TopK read layer-normalised activations.
 * Source: openai/sparse_autoencoder, model.py.
 */
import { FeaturescopeError } from "@/domain/errors";
import { readTorchFile } from "../../files/torch-file";
import type { Sae } from "../sae";
import { needHook, transposed, type ReadSaeOptions } from "./common";
import { StoredTensors } from "./stored-tensors";

/** Counts of the training. */
const BUFFERS = ["stats_last_nonzero"];

export async function readOpenai(file: string, options: ReadSaeOptions): Promise<Sae> {
  const { tensors, values } = await readTorchFile(file);
  const stored = new StoredTensors(tensors, file);
  const activation = values.get("activation") ?? "ReLU";
  const k = values.get("activation_state_dict.k") ?? stored.number("activation_state_dict.k");
  const topk = activation === "TopK";
  if ((!topk && activation !== "ReLU") || (topk && (typeof k !== "number" || !Number.isInteger(k) || k < 1)))
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${file}: activation "${activation}"${topk ? " without k" : ""} is not supported.`,
      "Supported are TopK and ReLU.",
    );
  const encoder = transposed(stored.take("encoder.weight", 2));
  const weights = new Map([
    ["W_enc", encoder],
    ["W_dec", transposed(stored.take("decoder.weight", 2))],
    ["b_enc", stored.take("latent_bias", 1)],
    ["b_dec", stored.take("pre_bias", 1)],
  ]);
  stored.refuseRest(BUFFERS);
  const [dIn = 0, dSae = 0] = encoder.shape;
  return {
    config: {
      architecture: topk ? "topk" : "relu",
      dIn,
      dSae,
      hookName: needHook(options.hookName, file),
      k: topk ? Number(k) : undefined,
      subtractDecoderBias: true,
      inputNormalisation: topk ? "layer-norm" : undefined,
    },
    weights,
  };
}
