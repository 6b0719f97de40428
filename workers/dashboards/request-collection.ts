import { createHash } from "node:crypto";
import type { Pool } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import type { CollectionSettings } from "@/domain/collections";
import { createJob, retryJob } from "@/prisma/jobs";

export interface CollectionRequest {
  saeId: number;
  corpusId: number;
  settings: CollectionSettings;
}

/**
 * The collection of an SAE over a corpus with these settings; made, and its job queued, when it is not there yet.
 * A failed one is tried again; a finished or cancelled one is left alone unless `again`.
 * @returns the collection's id and state
 */
export async function requestCollection(
  pool: Pool,
  request: CollectionRequest,
  { again = false }: { again?: boolean } = {},
): Promise<{ id: number; state: string }> {
  const { saeId, corpusId, settings } = request;
  const { rows: known } = await pool.query<{ sae: string; corpus: string }>(
    `SELECT sae.weights_sha256 AS sae, corpus.sha256 AS corpus FROM sae, corpus WHERE sae.id = $1 AND corpus.id = $2`,
    [saeId, corpusId],
  );
  const hashes = known[0];
  if (!hashes)
    throw new FeaturescopeError(
      "NOT_FOUND",
      `There is no SAE ${saeId} or corpus ${corpusId}.`,
      "Register both first.",
    );
  // Other weights or another text under the same name are another collection.
  const identity = JSON.stringify([settings.shardPassages, settings.passages, hashes.sae, hashes.corpus]);
  const settingsHash = createHash("sha256").update(identity).digest("hex");
  await pool.query(
    `INSERT INTO collection (sae_id, corpus_id, settings, settings_hash) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [saeId, corpusId, JSON.stringify(settings), settingsHash],
  );
  const { rows } = await pool.query<{
    id: number;
    state: string;
    job: string | null;
    job_state: string | null;
  }>(
    `SELECT c.id, c.state, job.id AS job, job.state AS job_state
     FROM collection c LEFT JOIN LATERAL (
       SELECT id, state FROM job WHERE collection_id = c.id ORDER BY created_at DESC LIMIT 1) job ON true
     WHERE c.sae_id = $1 AND c.corpus_id = $2 AND c.settings_hash = $3`,
    [saeId, corpusId, settingsHash],
  );
  const collection = rows[0];
  if (!collection)
    throw new FeaturescopeError("CONFLICT", "The collection was deleted meanwhile.", "Ask for it again.");
  const { id, state, job, job_state } = collection;
  if (!job) await createJob("collect-activations", { collectionId: id }, { collectionId: id });
  else if (job_state === "failed" || (again && job_state === "cancelled")) await retryJob(job);
  return { id, state };
}
