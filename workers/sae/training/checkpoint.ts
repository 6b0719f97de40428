/** A training run on disk: one safetensors file, replaced atomically, from which the run goes on bit for bit. */
import { existsSync } from "node:fs";
import { FeaturescopeError } from "@/domain/errors";
import type { HostTensor } from "../../engine/ops";
import { readSafetensors, writeSafetensors } from "../../files/safetensors";
import type { AdamState } from "./adam";
import type { Block } from "./kernels";
import type { Normalisation } from "./normalisation";
import { trainingOptions, type TrainingOptions } from "./options";
import { PARAMETER_NAMES } from "./parameters";
import type { SaeTrainer } from "./trainer";

export interface Checkpoint {
  options: TrainingOptions;
  normalisation: Normalisation;
  restore(trainer: SaeTrainer): void;
}

export async function saveCheckpoint(path: string, trainer: SaeTrainer): Promise<void> {
  const tensors = new Map<string, HostTensor>();
  const put = (name: string, data: HostTensor["data"]) =>
    tensors.set(name, {
      dtype: data instanceof Int32Array ? "int32" : "float32",
      shape: [data.length],
      data,
    });
  for (const [name, { values }] of blocksOf(trainer)) put(name, values);
  put("silentTokens", trainer.silentTokens);
  put("mean", trainer.normalisation.mean);
  await writeSafetensors(path, tensors, {
    dtype: "F32",
    metadata: {
      options: JSON.stringify(trainer.options),
      step: String(trainer.step),
      threshold: String(trainer.threshold),
      scale: String(trainer.normalisation.scale),
    },
  });
}

/** What is learnt, each followed by its moments, under the names in the file. */
function blocksOf({ parameters, moments, jump }: SaeTrainer): [string, Block][] {
  const withMoments = (name: string, block: Block, { first, second }: AdamState): [string, Block][] => [
    [name, block],
    [`${name}.first`, first],
    [`${name}.second`, second],
  ];
  return [
    ...PARAMETER_NAMES.flatMap((name) => withMoments(name, parameters[name], moments[name])),
    ...(jump ? withMoments("logThreshold", jump.log, jump.moments) : []),
  ];
}

/** The run saved at `path`, or null when there is none. */
export async function loadCheckpoint(path: string): Promise<Checkpoint | null> {
  if (!existsSync(path)) return null;
  const { tensors, metadata } = await readSafetensors(path);
  const tensor = (name: string, length?: number): HostTensor["data"] => {
    const found = tensors.get(name);
    if (!found || (length !== undefined && found.data.length !== length)) {
      throw new FeaturescopeError(
        "CORRUPT_FILE",
        `${path}: the checkpoint has no "${name}" of the right size.`,
        "Delete the file to begin the training again.",
      );
    }
    return found.data;
  };
  const options = trainingOptions.parse(JSON.parse(metadata.options ?? "null"));
  return {
    options,
    normalisation: { mean: Float32Array.from(tensor("mean")), scale: Number(metadata.scale) },
    restore(trainer) {
      for (const [name, { values }] of blocksOf(trainer)) values.set(tensor(name, values.length));
      trainer.silentTokens.set(tensor("silentTokens", trainer.silentTokens.length));
      trainer.step = Number(metadata.step);
      trainer.threshold = Number(metadata.threshold);
    },
  };
}
