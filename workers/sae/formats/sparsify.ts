/**
 * EleutherAI's sparsify: a folder named after the module ("layers.5", "layers.5.mlp") with cfg.json and
 * sae.safetensors. Source: eai-sparsify 1.3.3, sparse_coder.py and config.py.
 */
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { readJsonFile } from "../../files/json-file";
import { readSafetensors } from "../../files/safetensors";
import type { Sae } from "../sae";
import { needHook, transposed, type ReadSaeOptions } from "./common";
import { StoredTensors } from "./stored-tensors";

const config = z.looseObject({
  d_in: z.number().int().positive(),
  activation: z.string().default("topk"),
  k: z.number().int().positive(),
  skip_connection: z.boolean().default(false),
  transcode: z.boolean().default(false),
});

/** Throws NOT_FOUND, CORRUPT_FILE, UNSUPPORTED, or BAD_INPUT where the folder's name does not tell the hook. */
export async function readSparsify(folder: string, options: ReadSaeOptions): Promise<Sae> {
  const configFile = join(folder, "cfg.json");
  const file = join(folder, "sae.safetensors");
  const cfg = await readJsonFile(configFile, config);
  if (cfg.activation !== "topk")
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${configFile}: activation "${cfg.activation}" is not supported.`,
      "Supported is topk.",
    );
  const stored = new StoredTensors((await readSafetensors(file)).tensors, file);
  const encoder = transposed(stored.take("encoder.weight", 2));
  const decoder = stored.take("W_dec", 2);
  const [dIn = 0, dSae = 0] = encoder.shape;
  const [, layer, part] = /(?:^|\.)(?:layers|h)\.(\d+)(\.mlp)?$/.exec(basename(resolve(folder))) ?? [];
  const at = layer === undefined ? undefined : `blocks.${layer}`;
  const read =
    at && (cfg.transcode ? `${at}.mlp.hook_in` : `${at}.${part ? "hook_mlp_out" : "hook_resid_post"}`);
  const hookName = needHook(options.hookName ?? read, folder);
  const width = decoder.shape[1] ?? 0;
  const weights = new Map([
    ["W_enc", encoder],
    ["b_enc", stored.take("encoder.bias", 1)],
    ["W_dec", decoder],
    ["b_dec", stored.take("b_dec", 1)],
    ...(cfg.skip_connection ? [["W_skip", stored.take("W_skip", 2)] as const] : []),
  ]);
  stored.refuseRest();
  return {
    config: {
      architecture: "topk",
      dIn,
      dSae,
      hookName,
      output: cfg.transcode ? { hookName: mlpOutOf(hookName), width } : undefined,
      skip: cfg.skip_connection || undefined,
      k: cfg.k,
      subtractDecoderBias: !cfg.transcode,
    },
    weights,
  };
}

const mlpOutOf = (hookName: string) => hookName.replace(/[^.]+\.[^.]+$/, "hook_mlp_out");
