/**
 * OpenAI's sparse autoencoders (Gao et al. 2024): one .pt file. Those with TopK read layer-normalised activations.
 * Source: openai/sparse_autoencoder, model.py.
 */
import { FeaturescopeError } from "@/domain/errors";
import { readTorchFile } from "../../files/torch-file";
import type { Sae } from "../sae";
import { needHook, tensor, transposed, type ReadSaeOptions } from "./common";

export async function readOpenai(file: string, options: ReadSaeOptions): Promise<Sae> {
  const { tensors, values } = await readTorchFile(file);
  const activation = values.get("activation") ?? "ReLU";
  const k = values.get("activation_state_dict.k") ?? tensors.get("activation_state_dict.k")?.data[0];
  const topk = activation === "TopK";
  if ((!topk && activation !== "ReLU") || (topk && (typeof k !== "number" || !Number.isInteger(k) || k < 1)))
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${file}: activation "${activation}"${topk ? " without k" : ""} is not supported.`,
      "Supported are TopK and ReLU.",
    );
  const encoder = transposed(tensor(tensors, "encoder.weight", file, 2));
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
    weights: new Map([
      ["W_enc", encoder],
      ["W_dec", transposed(tensor(tensors, "decoder.weight", file, 2))],
      ["b_enc", tensor(tensors, "latent_bias", file, 1)],
      ["b_dec", tensor(tensors, "pre_bias", file, 1)],
    ]),
  };
}
