import { z } from "zod";
import { saeQuality } from "@/domain/collections";
import { saeEvaluation, type SaeEvaluation } from "@/domain/sae-evaluation";
import { queryRows } from "../../platform/rows";

const coherence = z.object({ auc: z.number(), overlap: z.number() });
const trainedAlike = z.object({
  quality: saeQuality,
  coherence: coherence.nullish(),
  otherText: z.literal(true).optional(),
});

/** What a training manifest says of the SAE and of those that were trained beside it (workers/sae/training/controls.ts). */
const trainingFigures = z.object({
  coherence: coherence.nullish(),
  controls: z
    .object({
      frozenDecoder: trainedAlike.optional(),
      secondSeed: trainedAlike.extend({ foundAgain: z.number() }).optional(),
    })
    .optional(),
});
export type TrainingFigures = z.infer<typeof trainingFigures>;

export interface FoundEvaluation {
  /** Null until it is measured, and where it was measured in a way that is no longer ours. */
  result: SaeEvaluation | null;
  at: Date | null;
  training: TrainingFigures;
  /** Entropy of the partition of the labelled features by the text of their label, over log2 of their number. */
  identity: number | null;
}

/** What is known of how good an SAE is, besides what its own page shows. */
export async function findEvaluation(saeId: number): Promise<FoundEvaluation> {
  const [row] = await queryRows<{
    result: unknown;
    at: Date | null;
    training: unknown;
    identity: number | null;
  }>(
    `SELECT e.result, e.created_at AS at, s.training, (
       SELECT -sum(n / total * ln(n / total)) / nullif(ln(max(total)), 0) FROM (
         SELECT count(*)::float8 AS n, (sum(count(*)) OVER ())::float8 AS total
         FROM label WHERE sae_id = s.id AND shown GROUP BY text
       ) groups) AS identity
     FROM sae s LEFT JOIN sae_evaluation e ON e.sae_id = s.id AND e.result ->> 'sae' = s.weights_sha256
     WHERE s.id = $1`,
    [saeId],
  );
  return {
    result: saeEvaluation.safeParse(row?.result).data ?? null,
    at: row?.at ?? null,
    training: trainingFigures.safeParse(row?.training).data ?? {},
    identity: row?.identity ?? null,
  };
}

export interface EvaluationJob {
  state: string;
  done: number;
  total: number;
  message: string | null;
  error: string | null;
}

/** The latest job that evaluates a collection's SAE; null where there is none. */
export async function findEvaluationJob(collectionId: number): Promise<EvaluationJob | null> {
  const [row] = await queryRows<EvaluationJob>(
    `SELECT state, done, total, message, error FROM job
     WHERE kind = 'evaluate-sae' AND (payload ->> 'collectionId')::int = $1 ORDER BY created_at DESC LIMIT 1`,
    [collectionId],
  );
  return row ?? null;
}
