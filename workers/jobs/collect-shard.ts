import { copyRows } from "@/prisma/copy";
import { inTransaction } from "@/prisma/transaction";
import { getCompute } from "../compute/shared";
import { loadTarget } from "../dashboards/collection-target";
import { readPassages } from "../dashboards/corpus-passages";
import { mergeIsDue, queueMerges } from "../dashboards/merge-queue";
import type { TaskHandler } from "../queue/task-context";

const collectShard: TaskHandler<"collect-shard"> = async ({ jobId, collectionId, shard }, context) => {
  const { pool, signal, workerId } = context;
  const target = await loadTarget(pool, collectionId);
  const { rows } = await pool.query<{ first_passage: number; end_passage: number; state: string }>(
    "SELECT first_passage, end_passage, state FROM collection_shard WHERE collection_id = $1 AND index = $2",
    [collectionId, shard],
  );
  const plan = rows[0];
  if (!plan || plan.state === "done") return;
  const corpus = { id: target.corpusId, vocabulary: target.model.vocabulary };
  const passages = await readPassages(pool, corpus, plan.first_passage, plan.end_passage);
  const request = { sae: target.sae, passages, leftOut: target.leftOut };
  const { blocks, active, leftOut } = await getCompute().collectShard(request, signal);

  const progress = await inTransaction(pool, async (client) => {
    // Another worker may have read the same shard after this one was taken for dead: the first to write counts.
    const claimed = await client.query(
      `UPDATE collection_shard SET state = 'done', sums = $3, worker_id = $4, left_out = $5, finished_at = now()
       WHERE collection_id = $1 AND index = $2 AND state = 'pending'`,
      [collectionId, shard, JSON.stringify({ active }), workerId, leftOut.special + leftOut.outliers],
    );
    if (claimed.rowCount === 0) return null;
    await copyRows(
      client,
      "shard_block",
      [
        ["collection_id", "int4"],
        ["block", "int2"],
        ["shard", "int4"],
        ["packed", "bytea"],
      ],
      blocks.map((packed, block) => [collectionId, block, shard, packed] as const),
    );
    const updated = await client.query<{ done: number; total: number }>(
      `UPDATE collection c SET shards_done = shards_done + 1, tokens_done = tokens_done + s.tokens,
         special_tokens = special_tokens + $3, outlier_tokens = outlier_tokens + $4,
         state = CASE WHEN shards_done + 1 = shards_total THEN 'merging' ELSE c.state END
       FROM collection_shard s WHERE c.id = $1 AND s.collection_id = $1 AND s.index = $2
       RETURNING shards_done AS done, shards_total AS total`,
      [collectionId, shard, leftOut.special, leftOut.outliers],
    );
    const counts = updated.rows[0] ?? { done: 0, total: 0 };
    if (mergeIsDue(counts.done, counts.total))
      await queueMerges(client, { jobId, collectionId, dSae: target.dSae });
    return counts;
  });
  if (!progress) return;
  context.report(
    progress.done,
    progress.total + 1,
    progress.done === progress.total ? "Building the pages" : "Reading the corpus",
  );
  await context.notify({ kind: "collection", id: collectionId });
};

export default collectShard;
