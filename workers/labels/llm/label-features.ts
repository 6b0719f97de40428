import type { Pool } from "pg";
import { BLOCK_FEATURES } from "@/domain/collections";
import { writeProgramLabels } from "@/prisma/labels";
import { inTransaction } from "@/prisma/transaction";
import type { Evidence } from "../evidence";
import type { OpenSample } from "../open-sample";
import type { LabelEndpoint } from "./endpoint";
import { labelByModel } from "./label";

/** Features whose calls are under way at once. */
const AT_ONCE = 4;

/** Features of those given that this model has not labelled yet. */
export async function listUnlabelled(
  pool: Pool,
  saeId: number,
  model: string,
  features: readonly number[],
): Promise<number[]> {
  const { rows } = await pool.query<{ feature: number }>(
    `SELECT f.feature FROM unnest($3::int[]) AS f(feature)
     WHERE NOT EXISTS (SELECT 1 FROM label l WHERE l.sae_id = $1 AND l.feature = f.feature AND l.method = 'llm'
       AND l.source = $2 AND l.scored_at IS NOT NULL AND l.state <> 'withdrawn')
     ORDER BY f.feature`,
    [saeId, model, features],
  );
  return rows.map(({ feature }) => feature);
}

/**
 * Has a language model label features and judge what it wrote; each is written as soon as it is scored, so that a job
 * that is broken off goes on with the rest.
 * @param progress is given how many are done
 * @throws FeaturescopeError UNAVAILABLE when a call fails; nothing is written of that feature
 */
export async function labelFeaturesByModel(
  pool: Pool,
  saeId: number,
  endpoint: LabelEndpoint,
  sample: OpenSample,
  features: readonly number[],
  signal: AbortSignal,
  progress: (done: number) => void = () => undefined,
): Promise<void> {
  const wanted = new Set(features);
  let done = 0;
  const blocks = [...new Set(features.map((feature) => Math.floor(feature / BLOCK_FEATURES)))];
  for (const block of blocks) {
    const evidence = (await sample.evidenceOf(block)).filter(({ feature }) => wanted.has(feature));
    await eachAtOnce(evidence, signal, async (known, stop) => {
      const label = await labelByModel(endpoint, known, sample.lexer, sample.samples, stop);
      if (label)
        await inTransaction(pool, (client) =>
          writeProgramLabels(client, saeId, {
            features: [known.feature],
            methods: ["llm"],
            source: endpoint.model,
            labels: [label],
          }),
        );
      progress(++done);
    });
  }
}

/** Runs AT_ONCE of them side by side; the first that fails stops the others. */
async function eachAtOnce(
  items: readonly Evidence[],
  signal: AbortSignal,
  work: (item: Evidence, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const left = items[Symbol.iterator]();
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    for (const item of left) {
      stop.throwIfAborted();
      try {
        await work(item, stop);
      } catch (error) {
        // the first reason is kept; the others end because of it
        failed.abort(error);
        throw error;
      }
    }
  });
  await Promise.allSettled(lanes);
  signal.throwIfAborted();
  if (failed.signal.aborted) throw failed.signal.reason;
}
