import { saeQuality, type SaeQuality } from "@/domain/collections";
import { importResult, type ImportResult } from "@/domain/imports";
import { languageModelConfig } from "@/domain/models";
import {
  trainingRequest,
  trainingResult,
  type TrainingMetrics,
  type TrainingRequest,
  type TrainingResult,
} from "@/domain/training";
import { trainingOptions, type TrainingOptions } from "@/domain/training-options";
import { queryRows } from "../../platform/rows";
import type { JobState, JobStatus } from "../job/queries";

/** A model that an SAE can be trained for, and the texts to train on. */
export interface TrainableModel {
  id: string;
  layers: number;
  width: number;
  corpora: { slug: string; title: string; passages: number; tokens: number }[];
}

/** Models among `ids`, by name. */
export async function findTrainable(ids: readonly string[]): Promise<TrainableModel[]> {
  const rows = await queryRows<{ id: string; config: unknown; corpora: TrainableModel["corpora"] }>(
    `SELECT m.id, m.config, coalesce((
       SELECT json_agg(json_build_object('slug', c.slug, 'title', c.title, 'passages', c.passages, 'tokens', c.tokens)
         ORDER BY c.tokens DESC, c.slug)
       FROM corpus c WHERE c.model_id = m.id), '[]'::json) AS corpora
     FROM language_model m WHERE m.id = ANY($1) ORDER BY m.created_at, m.id`,
    [ids],
  );
  return rows.map(({ id, config, corpora }) => {
    const { layers, width } = languageModelConfig.parse(config);
    return { id, layers, width, corpora };
  });
}

/** How fast a run of a model was, over all its steps. */
export interface MeasuredRate {
  model: string;
  features: number;
  tokensPerSecond: number;
}

/** The latest run of each model that has metrics of 100 steps or more. */
export async function findRates(): Promise<MeasuredRate[]> {
  return queryRows<{ model: string; features: number; tokensPerSecond: number }>(
    `SELECT DISTINCT ON (model) payload->'request'->>'model' AS model,
       (payload->'options'->>'features')::int AS features, r.rate AS "tokensPerSecond"
     FROM job JOIN LATERAL (
       SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY tokens_per_second) AS rate, max(step) AS steps
       FROM training_step WHERE job_id = job.id) r ON r.steps >= 100
     WHERE kind = 'train' ORDER BY model, created_at DESC`,
    [],
  );
}

/** A training run with how far it is. */
export interface TrainingStatus extends JobStatus {
  startedAt: Date | null;
  finishedAt: Date | null;
  request: TrainingRequest;
  options: TrainingOptions;
  /** Null until it has ended well. */
  result: TrainingResult | null;
  /** The SAE's name, once it is registered. */
  sae: string | null;
  /** The latest attempt to register it. */
  registering: {
    id: string;
    state: JobState;
    error: string | null;
    hint: string | null;
    result: ImportResult | null;
  } | null;
}

type Row = Omit<TrainingStatus, "request" | "options" | "result" | "registering"> & {
  payload: { request: unknown; options: unknown };
  result: unknown;
  registering: (Omit<NonNullable<TrainingStatus["registering"]>, "result"> & { result: unknown }) | null;
};

const RUN = `SELECT j.id, j.state, j.done, j.total, j.message, j.error, j.hint, j.created_at AS "createdAt",
    j.started_at AS "startedAt", j.finished_at AS "finishedAt", j.payload, j.result,
    (SELECT s.slug FROM sae s WHERE s.model_id = j.payload->'request'->>'model'
       AND s.weights_sha256 = j.result->>'weightsSha256' ORDER BY s.id LIMIT 1) AS sae,
    (SELECT json_build_object('id', r.id, 'state', r.state, 'error', r.error, 'hint', r.hint, 'result', r.result)
     FROM job r WHERE r.kind = 'register-training' AND r.payload->>'trainingId' = j.id::text
     ORDER BY r.created_at DESC LIMIT 1) AS registering
  FROM job j WHERE j.kind = 'train'`;

function readRun({ payload, result, registering, ...job }: Row): TrainingStatus {
  return {
    ...job,
    request: trainingRequest.parse(payload.request),
    options: trainingOptions.parse(payload.options),
    result: result === null ? null : trainingResult.parse(result),
    registering: registering && {
      ...registering,
      result: registering.result === null ? null : importResult.parse(registering.result),
    },
  };
}

/** The latest runs first. */
export async function listTrainings(count: number): Promise<TrainingStatus[]> {
  const rows = await queryRows<Row>(`${RUN} ORDER BY j.created_at DESC, j.id DESC LIMIT $1`, [count]);
  return rows.map(readRun);
}

export async function findTraining(id: string): Promise<TrainingStatus | null> {
  const [row] = await queryRows<Row>(`${RUN} AND j.id = $1`, [id]);
  return row ? readRun(row) : null;
}

/** Metrics of a run after `step`, in order. */
export function listMetrics(id: string, after: number): Promise<TrainingMetrics[]> {
  return queryRows<TrainingMetrics>(
    `SELECT step, fvu, l0, dead, rate, tokens_per_second AS "tokensPerSecond"
     FROM training_step WHERE job_id = $1 AND step > $2 ORDER BY step`,
    [id, after],
  );
}

/** An SAE of the same model and hook, with its figures on held-out text. */
export interface Rival {
  id: number;
  slug: string;
  dSae: number;
  quality: SaeQuality;
}

/** SAEs among `saeIds` at a hook of a model whose figures are known. */
export async function findRivals(model: string, hook: string, saeIds: readonly number[]): Promise<Rival[]> {
  const rows = await queryRows<Omit<Rival, "quality"> & { quality: unknown }>(
    `SELECT s.id, s.slug, s.d_sae AS "dSae", c.quality
     FROM sae s JOIN collection c ON c.id = s.current_collection_id
     WHERE s.model_id = $1 AND s.hook_name = $2 AND s.id = ANY($3) AND c.quality IS NOT NULL ORDER BY s.slug`,
    [model, hook, saeIds],
  );
  return rows.map(({ quality, ...sae }) => ({ ...sae, quality: saeQuality.parse(quality) }));
}
