import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Pool } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { languageModelConfig, weightsSource } from "@/domain/models";
import type { TrainingMetrics, TrainingResult } from "@/domain/training";
import type { TrainingProgress, TrainRequest } from "../compute/api";
import { getCompute } from "../compute/shared";
import { readPassages } from "../dashboards/corpus-passages";
import { dataFolder } from "../files/data-folder";
import type { TaskHandler } from "../queue/task-context";
import { checkpointOf } from "../sae/training/run-training";

/**
 * Trains in a folder of this job's own, from the checkpoint there where it was broken off. The SAE is registered by
 * another job, so what fails here leaves nothing that pages show.
 */
const train: TaskHandler<"train"> = async ({ jobId, request, options }, context) => {
  const { pool, signal, report } = context;
  const total = options.steps + 1; // measuring comes after the last step
  const { rowCount } = await pool.query("SELECT 1 FROM job WHERE id = $1 AND result IS NOT NULL", [jobId]);
  if (rowCount) {
    report(total, total); // it was told to begin again after all was done
    return;
  }
  report(0, total, "Reading the text");
  const { model, corpus } = await readTexts(pool, request);
  const folder = join(dataFolder(), "training", jobId);
  const kept = ["activations", model.sha256, options.hookName, corpus.sha256].join("-");
  let written: Promise<unknown> = Promise.resolve();
  const tell = (progress: TrainingProgress) => {
    if (progress.kind === "reading")
      report(0, total, `Reading the text: ${count(progress.tokens)} of ${count(progress.total)} tokens`);
    else if (progress.kind === "measuring") report(options.steps, total, "Measuring on held-out text");
    else {
      const { metrics } = progress;
      written = written.then(async () => {
        await writeMetrics(pool, jobId, metrics);
        report(metrics.step, total, "Training");
      });
      written.catch(() => undefined); // thrown below, once training has ended
    }
  };
  const { weightsSha256, quality } = await getCompute().train(
    {
      ...{ model, options, corpus, folder },
      keep: request.keep ? join(dataFolder(), "training", kept) : null,
    },
    signal,
    tell,
  );
  await written;
  const result: TrainingResult = { folder, weightsSha256, quality };
  await pool.query("UPDATE job SET result = $2 WHERE id = $1", [jobId, JSON.stringify(result)]);
  await rm(checkpointOf(folder), { force: true });
  report(total, total, "Trained");
};

export default train;

const count = (n: number) => Math.round(n).toLocaleString("en");

/** Where the model's weights are and the passages of the corpus; throws NOT_FOUND when either is gone. */
async function readTexts(
  pool: Pool,
  request: { model: string; corpus: string },
): Promise<Pick<TrainRequest, "model" | "corpus">> {
  const { rows } = await pool.query<{
    config: unknown;
    source: unknown;
    weights_sha256: string;
    corpus_id: number;
    corpus_sha256: string;
    passages: number;
  }>(
    `SELECT m.config, m.source, m.weights_sha256, c.id AS corpus_id, c.sha256 AS corpus_sha256, c.passages
     FROM language_model m JOIN corpus c ON c.model_id = m.id WHERE m.id = $1 AND c.slug = $2`,
    [request.model, request.corpus],
  );
  const row = rows[0];
  if (!row)
    throw new FeaturescopeError(
      "NOT_FOUND",
      `There is no corpus ${request.corpus} of ${request.model}.`,
      "It was removed meanwhile; choose another.",
    );
  const { vocabulary } = languageModelConfig.parse(row.config);
  return {
    model: { id: request.model, source: weightsSource.parse(row.source), sha256: row.weights_sha256 },
    corpus: {
      file: request.corpus,
      sha256: row.corpus_sha256,
      passages: await readPassages(pool, { id: row.corpus_id, vocabulary }, 0, row.passages),
    },
  };
}

/** Steps that a run does again after it was broken off come to the same, so what is there stays. */
async function writeMetrics(pool: Pool, jobId: string, metrics: TrainingMetrics): Promise<void> {
  const { step, fvu, l0, dead, rate, tokensPerSecond } = metrics;
  await pool.query(
    `INSERT INTO training_step (job_id, step, fvu, l0, dead, rate, tokens_per_second)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [jobId, step, fvu, l0, dead, rate, tokensPerSecond],
  );
}
