import { isDeepStrictEqual } from "node:util";
import { FeaturescopeError } from "@/domain/errors";
import type { Engine } from "../../engine/ops";
import { activationBatches, type ActivationSource } from "./activation-buffer";
import { loadCheckpoint, saveCheckpoint } from "./checkpoint";
import { directionsFromData } from "./initial-directions";
import { measureNormalisation } from "./normalisation";
import { trainingOptions, type TrainingOptions } from "./options";
import { SaeTrainer, type StepMetrics } from "./trainer";

export interface TrainProgress {
  onRead?: (tokensRead: number, tokensToRead: number) => void;
  onStep?: (metrics: StepMetrics) => void;
}

export interface TrainRun extends TrainProgress {
  engine: Engine;
  source: ActivationSource;
  passages: readonly ArrayLike<number>[];
  options: TrainingOptions;
  /** File of the checkpoint; an unfinished run found there goes on. */
  checkpoint: string;
  /** Steps between checkpoints. */
  checkpointEvery: number;
  signal?: AbortSignal;
}

/** Passages from which mean and scale of the activations are measured. */
const NORMALISATION_PASSAGES = 1024;

/**
 * Trains an SAE to the last step, or until the signal: then the checkpoint is written and CANCELLED thrown.
 * Throws CONFLICT when the checkpoint belongs to a run with other options.
 */
export async function trainSae(run: TrainRun): Promise<SaeTrainer> {
  const { options, passages, source } = run;
  const saved = await loadCheckpoint(run.checkpoint);
  // as they are written down: what is left out and what is undefined is the same
  if (
    saved &&
    !isDeepStrictEqual(saved.options, trainingOptions.parse(JSON.parse(JSON.stringify(options))))
  ) {
    throw new FeaturescopeError(
      "CONFLICT",
      `${run.checkpoint} holds a run with other options.`,
      "Continue with the options it was begun with, or delete it or name another output.",
    );
  }
  const normalisation =
    saved?.normalisation ??
    measureNormalisation(await source.read(passages.slice(0, NORMALISATION_PASSAGES)), source.width);
  const trainer = await SaeTrainer.create(run.engine, options, normalisation);
  saved?.restore(trainer);
  if (trainer.step >= options.steps) return trainer;

  const batches = activationBatches(
    source,
    {
      passages,
      capacityTokens: options.bufferTokens,
      batch: options.batch,
      seed: options.seed,
      onRead: run.onRead,
      onFill(activations) {
        if (trainer.step > 0 || options.initial !== "data") return;
        trainer.beginAt(directionsFromData(activations, normalisation, options.features, options.seed));
      },
    },
    trainer.step,
  );
  for await (const activations of batches) {
    const metrics = await trainer.train(activations);
    run.onStep?.(metrics);
    const stop = run.signal?.aborted ?? false;
    if (stop || trainer.step % run.checkpointEvery === 0 || trainer.step >= options.steps) {
      await saveCheckpoint(run.checkpoint, trainer);
    }
    if (stop) {
      throw new FeaturescopeError(
        "CANCELLED",
        `Stopped after step ${trainer.step}.`,
        "The same command goes on from there.",
      );
    }
    if (trainer.step >= options.steps) break;
  }
  return trainer;
}
