/**
 * Qwen Scope: a repository SAE-Res-MODEL-W32K-L0_K with a file layerL.sae.pt for every layer's residual stream.
 * Source: sae-lens 6.54, loading/pretrained_sae_loaders.py.
 */
import { basename, resolve } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import { readTorchFile } from "../../files/torch-file";
import type { Sae } from "../sae";
import { transposed } from "./common";
import { StoredTensors } from "./stored-tensors";

export const QWEN_SCOPE_FILE = /^layer(\d+)\.sae\.pt$/;

/** Throws BAD_INPUT where no folder above the file tells how many features are active. */
export async function readQwenScope(file: string): Promise<Sae> {
  const [, model, active] = /SAE-Res-([\w.-]+)-W\d+K-L0_(\d+)/.exec(resolve(file)) ?? [];
  if (active === undefined)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `${file} does not say how many features are active.`,
      "Keep it in a folder that is named as its repository, such as SAE-Res-Qwen3-1.7B-Base-W32K-L0_50.",
    );
  const layer = Number(QWEN_SCOPE_FILE.exec(basename(file))?.[1] ?? 0);
  const stored = new StoredTensors((await readTorchFile(file)).tensors, file);
  const encoder = transposed(stored.take("W_enc", 2));
  const [dIn = 0, dSae = 0] = encoder.shape;
  const weights = new Map([
    ["W_enc", encoder],
    ["W_dec", transposed(stored.take("W_dec", 2))],
    ["b_enc", stored.take("b_enc", 1)],
    ["b_dec", stored.take("b_dec", 1)],
  ]);
  stored.refuseRest();
  return {
    config: {
      architecture: "topk",
      ...{ dIn, dSae, k: Number(active) },
      hookName: `blocks.${layer}.hook_resid_post`,
      subtractDecoderBias: false,
      modelName: `Qwen/${model}`,
      contextSize: 1024,
      prependBos: true,
    },
    weights,
  };
}
