/**
 * The classes of dictionary_learning, each with its own names for the weights. Source: dictionary_learning 0.1.0,
 * dictionary.py and trainers/.
 */
import { FeaturescopeError } from "@/domain/errors";
import type { SaeConfig } from "@/domain/models";
import type { HostTensor } from "../../engine/ops";
import type { TorchFile } from "../../files/torch-file";
import { filled, prefixesOf, transposed } from "./common";
import { StoredTensors } from "./stored-tensors";

export type DictionaryPart = Pick<SaeConfig, "architecture" | "subtractDecoderBias" | "k" | "prefixes"> & {
  weights: [string, HostTensor][];
};

interface Stored {
  tensors: StoredTensors;
  /** How many are active, of the file or else of config.json. Throws CORRUPT_FILE where neither says it. */
  k: () => number;
}

/** encoder.weight and decoder.weight as linear layers have them. */
const linears = (stored: StoredTensors): [string, HostTensor][] => [
  ["W_enc", transposed(stored.take("encoder.weight", 2))],
  ["W_dec", transposed(stored.take("decoder.weight", 2))],
];
const given = (stored: StoredTensors, names: Readonly<Record<string, string>>): [string, HostTensor][] =>
  Object.entries(names).map(([ours, theirs]) => [ours, stored.take(theirs, ours.startsWith("W_") ? 2 : 1)]);
const matrices = { W_enc: "W_enc", W_dec: "W_dec", b_enc: "b_enc", b_dec: "b_dec" };

export const DICTIONARY_CLASSES: Readonly<Record<string, (stored: Stored) => DictionaryPart>> = {
  AutoEncoder: ({ tensors }) => ({
    architecture: "relu",
    subtractDecoderBias: true,
    weights: [...linears(tensors), ...given(tensors, { b_enc: "encoder.bias", b_dec: "bias" })],
  }),
  AutoEncoderNew: ({ tensors }) => ({
    architecture: "relu",
    subtractDecoderBias: false,
    weights: [...linears(tensors), ...given(tensors, { b_enc: "encoder.bias", b_dec: "decoder.bias" })],
  }),
  GatedAutoEncoder: ({ tensors }) => ({
    architecture: "gated",
    subtractDecoderBias: true,
    weights: [
      ...linears(tensors),
      ...given(tensors, { b_gate: "gate_bias", b_mag: "mag_bias", r_mag: "r_mag", b_dec: "decoder_bias" }),
    ],
  }),
  JumpReluAutoEncoder: ({ tensors }) => ({
    architecture: "jumprelu",
    subtractDecoderBias: false,
    weights: given(tensors, { ...matrices, threshold: "threshold" }),
  }),
  AutoEncoderTopK: ({ tensors, k }) => {
    tensors.number("threshold"); // only its training makes use of it
    return {
      architecture: "topk",
      k: k(),
      subtractDecoderBias: true,
      weights: [...linears(tensors), ...given(tensors, { b_enc: "encoder.bias", b_dec: "b_dec" })],
    };
  },
  BatchTopKSAE: (stored) =>
    byThreshold(stored, [
      ...linears(stored.tensors),
      ...given(stored.tensors, { b_enc: "encoder.bias", b_dec: "b_dec" }),
    ]),
  MatryoshkaBatchTopKSAE: (stored) => {
    const sizes = stored.tensors.numbers("group_sizes");
    const part = byThreshold(stored, given(stored.tensors, matrices));
    const ends = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((sum, size) => sum + size, 0));
    return { ...part, prefixes: prefixesOf(ends, ends.at(-1) ?? 0) };
  },
};

/** Throws CORRUPT_FILE, or UNSUPPORTED for a tensor that the class does not have. @param k of config.json */
export function readDictionaryClass(
  name: string,
  { tensors, values }: TorchFile,
  path: string,
  k: number | undefined,
): DictionaryPart {
  const stored = new StoredTensors(tensors, path);
  const part = DICTIONARY_CLASSES[name]?.({
    tensors: stored,
    k: () => checkedCount(stored.number("k") ?? values.get("k") ?? k, path),
  });
  if (!part) throw new Error(`There is no class ${name}.`);
  stored.refuseRest();
  return part;
}

function checkedCount(k: unknown, path: string): number {
  if (typeof k === "number" && Number.isInteger(k) && k > 0) return k;
  throw new FeaturescopeError("CORRUPT_FILE", `${path}: k is missing.`, "Fetch config.json again.");
}

/** BatchTopK has one threshold for all features; before any was set (it is -1 then) the k largest are kept. */
function byThreshold({ tensors, k }: Stored, weights: [string, HostTensor][]): DictionaryPart {
  const kept = k();
  const threshold = tensors.number("threshold") ?? -1;
  if (threshold < 0) return { architecture: "topk", k: kept, subtractDecoderBias: true, weights };
  const dSae = weights.find(([name]) => name === "b_enc")?.[1].data.length ?? 0;
  return {
    architecture: "batchtopk",
    k: kept,
    subtractDecoderBias: true,
    weights: [...weights, ["threshold", filled(dSae, threshold)]],
  };
}
