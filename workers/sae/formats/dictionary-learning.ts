/**
 * dictionary_learning (Marks, Karvonen): a folder with ae.pt, a state dictionary, and config.json of the training run.
 * The classes name their weights differently. Source: dictionary_learning 0.1.0, dictionary.py and trainers/.
 */
import { join } from "node:path";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import type { SaeConfig } from "@/domain/models";
import type { HostTensor, Weights } from "../../engine/ops";
import { readJsonFile } from "../../files/json-file";
import { readTorchFile, type TorchFile } from "../../files/torch-file";
import type { Sae } from "../sae";
import { otherKind } from "./other-kinds";
import { filled, hookFromWords, needHook, tensor, transposed, type ReadSaeOptions } from "./common";

const trainer = z.looseObject({
  dict_class: z.string(),
  layer: z.number().int().nonnegative().nullish(),
  submodule_name: z.string().nullish(),
  lm_name: z.string().nullish(),
  k: z.number().int().positive().nullish(),
});
const config = z.looseObject({
  trainer,
  buffer: z.looseObject({ ctx_len: z.number().int().positive().nullish() }).nullish(),
});

type Part = Pick<SaeConfig, "architecture" | "subtractDecoderBias" | "k"> & {
  weights: [string, HostTensor][];
};
type Class = (file: TorchFile, path: string, k: number | undefined) => Part;

/** encoder.weight and decoder.weight as linear layers have them. */
const linears = (weights: Weights, path: string): [string, HostTensor][] => [
  ["W_enc", transposed(tensor(weights, "encoder.weight", path, 2))],
  ["W_dec", transposed(tensor(weights, "decoder.weight", path, 2))],
];
const given = (
  weights: Weights,
  path: string,
  names: Readonly<Record<string, string>>,
): [string, HostTensor][] =>
  Object.entries(names).map(([ours, theirs]) => [
    ours,
    tensor(weights, theirs, path, ours.startsWith("W_") ? 2 : 1),
  ]);

const CLASSES: Readonly<Record<string, Class>> = {
  AutoEncoder: ({ tensors }, path) => ({
    architecture: "relu",
    subtractDecoderBias: true,
    weights: [...linears(tensors, path), ...given(tensors, path, { b_enc: "encoder.bias", b_dec: "bias" })],
  }),
  AutoEncoderNew: ({ tensors }, path) => ({
    architecture: "relu",
    subtractDecoderBias: false,
    weights: [
      ...linears(tensors, path),
      ...given(tensors, path, { b_enc: "encoder.bias", b_dec: "decoder.bias" }),
    ],
  }),
  GatedAutoEncoder: ({ tensors }, path) => ({
    architecture: "gated",
    subtractDecoderBias: true,
    weights: [
      ...linears(tensors, path),
      ...given(tensors, path, {
        b_gate: "gate_bias",
        b_mag: "mag_bias",
        r_mag: "r_mag",
        b_dec: "decoder_bias",
      }),
    ],
  }),
  JumpReluAutoEncoder: ({ tensors }, path) => ({
    architecture: "jumprelu",
    subtractDecoderBias: false,
    weights: given(tensors, path, {
      W_enc: "W_enc",
      W_dec: "W_dec",
      b_enc: "b_enc",
      b_dec: "b_dec",
      threshold: "threshold",
    }),
  }),
  AutoEncoderTopK: (file, path, k) => ({
    architecture: "topk",
    k: keptOf(file, path, k),
    subtractDecoderBias: true,
    weights: [
      ...linears(file.tensors, path),
      ...given(file.tensors, path, { b_enc: "encoder.bias", b_dec: "b_dec" }),
    ],
  }),
  BatchTopKSAE: (file, path, k) => {
    const weights = [
      ...linears(file.tensors, path),
      ...given(file.tensors, path, { b_enc: "encoder.bias", b_dec: "b_dec" }),
    ];
    return byThreshold(file, path, k, weights);
  },
  MatryoshkaBatchTopKSAE: (file, path, k) =>
    byThreshold(
      file,
      path,
      k,
      given(file.tensors, path, { W_enc: "W_enc", W_dec: "W_dec", b_enc: "b_enc", b_dec: "b_dec" }),
    ),
};

/** Throws NOT_FOUND, CORRUPT_FILE, UNSUPPORTED, or BAD_INPUT where config.json does not tell the hook. */
export async function readDictionaryLearning(folder: string, options: ReadSaeOptions): Promise<Sae> {
  const configFile = join(folder, "config.json");
  const path = join(folder, "ae.pt");
  const cfg = await readJsonFile(configFile, config);
  const { dict_class: name, layer, submodule_name: site, k } = cfg.trainer;
  const read = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
  if (!read)
    throw (
      otherKind(configFile, name) ??
      new FeaturescopeError(
        "UNSUPPORTED",
        `${configFile}: dict_class "${name}" is not supported.`,
        `Supported are ${Object.keys(CLASSES).join(", ")}.`,
      )
    );
  const { weights, ...part } = read(await readTorchFile(path), path, k ?? undefined);
  const words = layer == null || !site ? null : hookFromWords(`${site} layer_${layer}`);
  const encoder = weights.find(([weight]) => weight === "W_enc")?.[1];
  const [dIn = 0, dSae = 0] = encoder?.shape ?? [];
  return {
    config: {
      ...part,
      dIn,
      dSae,
      hookName: needHook(options.hookName ?? words?.hookName, configFile),
      modelName: cfg.trainer.lm_name ?? undefined,
      contextSize: cfg.buffer?.ctx_len ?? undefined,
    },
    weights: new Map(weights),
  };
}

function keptOf({ tensors, values }: TorchFile, path: string, configured: number | undefined): number {
  const stored = configured ?? tensors.get("k")?.data[0] ?? values.get("k");
  if (typeof stored === "number" && Number.isInteger(stored) && stored > 0) return stored;
  throw new FeaturescopeError("CORRUPT_FILE", `${path}: k is missing.`, "Fetch config.json again.");
}

/** BatchTopK has one threshold for all features; before any was set (it is -1 then) the k largest are kept. */
function byThreshold(
  file: TorchFile,
  path: string,
  k: number | undefined,
  weights: [string, HostTensor][],
): Part {
  const kept = keptOf(file, path, k);
  const threshold = file.tensors.get("threshold")?.data[0] ?? -1;
  if (threshold < 0) return { architecture: "topk", k: kept, subtractDecoderBias: true, weights };
  const dSae = weights.find(([name]) => name === "b_enc")?.[1].data.length ?? 0;
  return {
    architecture: "batchtopk",
    k: kept,
    subtractDecoderBias: true,
    weights: [...weights, ["threshold", filled(dSae, threshold)]],
  };
}
