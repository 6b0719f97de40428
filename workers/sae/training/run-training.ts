/** A training run from texts to an SAE on disk with its figures, for the command line and for jobs. */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { CALIBRATION_PASSAGES, requirePassages } from "@/domain/training";
import type { LanguageModelConfig } from "@/domain/models";
import type { Engine, Weights } from "../../engine/ops";
import { writeFileAtomically } from "../../files/atomic-file";
import { fileError } from "../../files/file-errors";
import { requireFreeSpace } from "../../files/free-space";
import { hookWidth } from "../../models/hook-points";
import { HookReader } from "../../models/hook-reader";
import { storeActivations } from "./activation-store";
import { finishTraining, type FinishedTraining } from "./finish";
import type { TrainingOptions } from "./options";
import { trainSae, type TrainProgress } from "./train";

export interface TrainingText {
  /** A file's name, or that of a registered corpus. */
  file: string;
  sha256: string;
  passages: readonly ArrayLike<number>[];
}

export interface TrainingJob extends TrainProgress {
  engine: Engine;
  model: { id: string; config: LanguageModelConfig; weights: Weights };
  options: TrainingOptions;
  corpora: readonly TrainingText[];
  /** For the figures; the last passages of the corpora, which are never trained on, where it is null. */
  heldOut: TrainingText | null;
  /** The SAE is written there; the checkpoint beside it, under the same name and ".checkpoint". */
  folder: string;
  checkpointEvery: number;
  /** Where activations are kept on disk in half precision, and the sha256 of the model's weights; null to read them anew. */
  keep: { path: string; model: string } | null;
  /** What began it, for the manifest. */
  command: string;
  signal?: AbortSignal;
  /** Called when the last step is done and the figures are being measured. */
  onMeasure?: () => void;
}

export const checkpointOf = (folder: string): string => `${resolve(folder)}.checkpoint`;

/** Whether an SAE lies there that is not what a run that was broken off while it measured has left. */
export const holdsFinishedSae = (folder: string): boolean =>
  existsSync(join(folder, "cfg.json")) &&
  (existsSync(join(folder, "manifest.json")) || !existsSync(checkpointOf(folder)));

/** Parameters and two moments of them, in single precision; a checkpoint is written beside the one that it replaces. */
const CHECKPOINT_BYTES = 2 * 3 * 2 * 4;

/**
 * Trains to the last step and writes the SAE with its manifest, going on from the checkpoint where there is one. Throws
 * BAD_INPUT for texts that are too short, NO_SPACE, CANCELLED by the signal once the checkpoint is written, and the signal's
 * reason while the figures are measured.
 */
export async function runTraining(job: TrainingJob): Promise<FinishedTraining> {
  const { engine, model, options, corpora, keep, folder, signal, onRead } = job;
  const all = corpora.flatMap(({ passages }) => passages);
  requirePassages(all.length, corpora.map(({ file }) => file).join(", "));
  const training = all.slice(0, -CALIBRATION_PASSAGES);
  const calibration = all.slice(-CALIBRATION_PASSAGES);
  const checkpoint = checkpointOf(folder);
  await mkdir(dirname(checkpoint), { recursive: true }).catch((error: unknown) => {
    throw fileError(error, checkpoint);
  });
  if (!existsSync(checkpoint))
    await requireFreeSpace(
      dirname(checkpoint),
      CHECKPOINT_BYTES * options.features * hookWidth(options.hookName, model.config),
      "The checkpoints take",
    );
  const reader = await HookReader.create(engine, model.config, model.weights, options.hookName);
  const fromModel = {
    width: reader.width,
    read: (passages: readonly ArrayLike<number>[]) => reader.read(passages),
  };
  const kept = keep
    ? await storeActivations(fromModel, {
        path: keep.path,
        passages: all,
        of: { model: keep.model, hookName: options.hookName, corpora: corpora.map(({ sha256 }) => sha256) },
        ...{ signal, onRead },
      })
    : null;
  try {
    const source = kept ?? fromModel;
    const trainer = await trainSae({
      ...{ engine, source, passages: training, options, checkpoint },
      checkpointEvery: job.checkpointEvery,
      ...{ signal, onRead, onStep: job.onStep },
    });
    job.onMeasure?.();
    const result = await finishTraining({
      ...{ engine, model, trainer, folder, signal },
      calibration: await source.read(calibration),
      heldOut: job.heldOut?.passages ?? calibration,
    });
    await trainer.dispose();
    await writeManifest(join(folder, "manifest.json"), {
      model: model.id,
      engine: engine.description,
      command: job.command,
      options,
      corpora: corpora.map(({ file, sha256, passages }) => ({
        file,
        sha256,
        passages: passages.length,
        tokens: tokensOf(passages),
      })),
      activations: kept ? "kept in half precision" : "single precision",
      trainedTokens: options.batch * options.steps,
      distinctTokens: tokensOf(training),
      heldOut: {
        file: job.heldOut?.file ?? "the last passages of the corpora",
        sha256: job.heldOut?.sha256 ?? null,
      },
      ...result,
    });
    return result;
  } catch (error) {
    throw fileError(error, folder);
  } finally {
    await kept?.close();
    await reader.dispose();
  }
}

const writeManifest = (path: string, manifest: object): Promise<void> =>
  writeFileAtomically(path, async (file) => {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
  });

const tokensOf = (passages: readonly ArrayLike<number>[]): number =>
  passages.reduce((sum, passage) => sum + passage.length - 1, 0);
