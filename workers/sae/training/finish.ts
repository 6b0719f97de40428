/** From a finished run to an SAE on disk, with its figures on held-out text. */
import { join } from "node:path";
import type { SaeQuality } from "@/domain/collections";
import type { LanguageModelConfig, SaeConfig } from "@/domain/models";
import type { Coherence } from "../../contexts/coherence";
import { Collector } from "../../dashboards/collector";
import type { FeatureEntries } from "../../dashboards/shard-activations";
import type { Engine, Weights } from "../../engine/ops";
import { hashFile } from "../../files/hashes";
import { hookWidth } from "../../models/hook-points";
import { BLOCK_PASSAGES, contextsOf, measureSaeCoherence } from "../coherence";
import { foldForInference } from "../fold-for-inference";
import { readSaelens, writeSaelens } from "../formats/saelens";
import { measureQuality } from "../quality";
import type { Sae } from "../sae";
import { calibrateThreshold } from "./calibrate";
import { foldTrainer } from "./fold";
import { randomControl, withThreshold } from "./random-control";
import type { SaeTrainer } from "./trainer";

export interface FinishOptions {
  engine: Engine;
  model: { id: string; config: LanguageModelConfig; weights: Weights };
  trainer: SaeTrainer;
  /** Activations [rows, d] that were not trained on, for the threshold. */
  calibration: Float32Array;
  heldOut: readonly ArrayLike<number>[];
  folder: string;
  signal?: AbortSignal;
}

export interface FinishedTraining {
  weightsSha256: string;
  quality: SaeQuality;
  /** Of its directions, on held-out passages; null where fewer than two features fire. */
  coherence: Coherence | null;
  /** Random directions at the same L0. */
  control: SaeQuality | null;
}

/** Passages for FVU, L0 and cross-entropy; dead features are counted over all held-out passages. */
const QUALITY_PASSAGES = 256;
/** Passages, from the first on, that contexts are told from; a whole number of blocks. */
const COHERENCE_PASSAGES = 24 * BLOCK_PASSAGES;
const CONTROL_SEED = 1;

export async function finishTraining(options: FinishOptions): Promise<FinishedTraining> {
  const { engine, model, trainer, folder, heldOut, signal } = options;
  const sae: Sae = { config: configOf(trainer, model), weights: foldTrainer(trainer) };
  const byThreshold = sae.config.architecture === "batchtopk";
  // 16-bit weights are written first and read back, so that threshold and figures are those of the file.
  await writeSaelens(folder, byThreshold ? withThreshold(sae, 0) : sae, { dtype: "F16" });
  let stored = foldForInference(await readSaelens(folder));
  let control: SaeQuality | null = null;
  const sample = heldOut.slice(-QUALITY_PASSAGES);
  if (byThreshold) {
    const l0 = trainer.options.k ?? 0;
    stored = withThreshold(stored, await calibrateThreshold(engine, stored, options.calibration, l0));
    await writeSaelens(folder, stored, { dtype: "F16" });
    stored = foldForInference(await readSaelens(folder));
    const random = randomControl(stored, trainer.normalisation.mean, CONTROL_SEED);
    const threshold = await calibrateThreshold(engine, random, options.calibration, l0);
    control = await measureQuality(sample, { engine, model, sae: withThreshold(random, threshold), signal });
  }
  const quality = await measureQuality(sample, { engine, model, sae: stored, signal });
  const read = await readHeldOut(engine, model, stored, heldOut, signal);
  const contexts = contextsOf(read.blocks, heldOut, { features: stored.config.dSae, ...model.config });
  return {
    weightsSha256: await hashFile(join(folder, "sae_weights.safetensors"), "sha256", "hex"),
    quality: { ...quality, dead: read.dead, deadTokens: read.tokens },
    coherence: await measureSaeCoherence(engine, stored, contexts),
    control,
  };
}

function configOf(trainer: SaeTrainer, model: { id: string; config: LanguageModelConfig }): SaeConfig {
  const { architecture, features, hookName, k, prefixes } = trainer.options;
  return {
    architecture,
    dIn: hookWidth(hookName, model.config),
    dSae: features,
    hookName,
    k,
    prefixes,
    subtractDecoderBias: false,
    modelName: model.id,
    contextSize: model.config.context,
    prependBos: true,
  };
}

/** Which features never fire in the held-out text; and what fires in its first passages. */
async function readHeldOut(
  engine: Engine,
  model: FinishOptions["model"],
  sae: Sae,
  passages: readonly ArrayLike<number>[],
  signal: AbortSignal | undefined,
) {
  const collector = await Collector.create(engine, model, sae);
  const fired = new Uint8Array(sae.config.dSae);
  const blocks: FeatureEntries[] = [];
  let tokens = 0;
  try {
    for (let at = 0; at < passages.length; at += BLOCK_PASSAGES) {
      const part = passages.slice(at, at + BLOCK_PASSAGES);
      const entries = await collector.collect(part, { signal });
      for (let i = 0; i < fired.length; i++)
        if ((entries.offsets[i + 1] as number) > (entries.offsets[i] as number)) fired[i] = 1;
      tokens += part.reduce((sum, passage) => sum + passage.length - 1, 0);
      if (at < COHERENCE_PASSAGES) blocks.push(entries);
    }
  } finally {
    await collector.dispose();
  }
  return { dead: 1 - fired.reduce((alive, one) => alive + one, 0) / fired.length, tokens, blocks };
}
