import type { Pool } from "pg";
import { enqueue, enqueueAll, type Queryable } from "@/prisma/queue";
import { inTransaction } from "@/prisma/transaction";
import { readPassagesAt } from "../dashboards/corpus-passages";
import { medianPassages } from "../dashboards/left-out";
import { queueMerges } from "../dashboards/merge-queue";
import { loadTarget, type CollectionTarget } from "../dashboards/collection-target";
import type { TaskHandler } from "../queue/task-context";
import { QUALITY_TURN, shardTurn } from "../queue/turns";
import { getCompute } from "../compute/shared";

const collectActivations: TaskHandler<"collect-activations"> = async (
  { jobId, collectionId },
  { pool, report, notify, signal },
) => {
  const target = await loadTarget(pool, collectionId);
  const engine = await getCompute().describeEngine();
  await settleLeftOut(pool, target, signal);
  const { total, done } = await inTransaction(pool, async (client) => {
    await client.query("SELECT 1 FROM collection WHERE id = $1 FOR UPDATE", [collectionId]);
    await client.query(PLAN_SHARDS, [
      collectionId,
      target.settings.shardPassages,
      Math.min(target.settings.passages ?? target.corpusPassages, target.corpusPassages),
      target.corpusId,
      target.model.vocabulary <= 0x10000 ? 2 : 4,
    ]);
    const counts = await startCollection(client, target, engine);
    const pending = await client.query<{ index: number }>(
      `SELECT index FROM collection_shard WHERE collection_id = $1 AND state = 'pending' ORDER BY index`,
      [collectionId],
    );
    await enqueueAll(
      "collect-shard",
      pending.rows.map(({ index }) => ({
        payload: { jobId, collectionId, shard: index },
        jobKey: `shard:${collectionId}:${index}`,
        priority: shardTurn(index),
      })),
      client,
    );
    if (pending.rows.length === 0) await queueMerges(client, { jobId, collectionId, dSae: target.dSae });
    const quality = { jobKey: `quality:${collectionId}`, priority: QUALITY_TURN, client };
    await enqueue("measure-quality", { jobId, collectionId }, quality);
    return counts;
  });
  report(done, total + 1, "Reading the corpus");
  await notify({ kind: "collection", id: collectionId });
};

export default collectActivations;

/** What is left out, once and before anything is read: a collection that was begun without a rule goes on without one. */
async function settleLeftOut(pool: Pool, target: CollectionTarget, signal: AbortSignal): Promise<void> {
  const { rowCount } = await pool.query(
    "SELECT 1 FROM collection WHERE id = $1 AND left_out IS NULL AND shards_done = 0",
    [target.id],
  );
  if (rowCount === 0) return;
  const read = Math.min(target.settings.passages ?? target.corpusPassages, target.corpusPassages);
  const corpus = { id: target.corpusId, vocabulary: target.model.vocabulary };
  const sample = await readPassagesAt(pool, corpus, medianPassages(read));
  const passages = [...sample].sort(([a], [b]) => a - b).map(([, ids]) => ids);
  const rule = await getCompute().findLeftOutRule({ sae: target.sae, passages }, signal);
  await pool.query(
    "UPDATE collection SET left_out = $2 WHERE id = $1 AND left_out IS NULL AND shards_done = 0",
    [target.id, JSON.stringify(rule)],
  );
}

/** Cuts passages [0, $3) into shards of $2; a plan that exists is kept. $5 is the bytes of a token. */
const PLAN_SHARDS = `
  INSERT INTO collection_shard (collection_id, index, first_passage, end_passage, tokens)
  SELECT $1, p.index / $2, min(p.index), max(p.index) + 1, sum(octet_length(p.tokens) / $5 - 1)
  FROM passage p WHERE p.corpus_id = $4 AND p.index < $3
  GROUP BY p.index / $2
  ON CONFLICT DO NOTHING`;

async function startCollection(
  client: Queryable,
  target: CollectionTarget,
  engine: string,
): Promise<{ total: number; done: number }> {
  const { rows } = await client.query<{ total: number; done: number }>(
    `UPDATE collection c SET state = CASE WHEN s.done = s.total THEN 'merging' ELSE 'running' END, engine = $2,
       error = NULL, shards_total = s.total, shards_done = s.done, tokens_total = s.tokens, tokens_done = s.tokens_done,
       started_at = coalesce(c.started_at, now()), finished_at = NULL
     FROM (SELECT count(*)::int AS total, count(*) FILTER (WHERE state = 'done')::int AS done,
             sum(tokens)::int AS tokens, coalesce(sum(tokens) FILTER (WHERE state = 'done'), 0)::int AS tokens_done
           FROM collection_shard WHERE collection_id = $1) s
     WHERE c.id = $1 RETURNING s.total, s.done`,
    [target.id, engine],
  );
  await client.query(
    "UPDATE sae SET current_collection_id = $2 WHERE id = $1 AND current_collection_id IS NULL",
    [target.saeId, target.id],
  );
  return rows[0] ?? { total: 0, done: 0 };
}
