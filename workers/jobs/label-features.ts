import { FeaturescopeError } from "@/domain/errors";
import { copyRows } from "@/prisma/copy";
import { enqueue, enqueueAll, type Queryable } from "@/prisma/queue";
import { inTransaction } from "@/prisma/transaction";
import { getCompute } from "../compute/shared";
import { loadTarget } from "../dashboards/collection-target";
import { blockCount } from "../dashboards/shard-activations";
import { areNeighboursComing } from "../labels/neighbours";
import { readSample, SAMPLE_SHARD } from "../labels/sample";
import type { TaskHandler } from "../queue/task-context";
import { LABEL_TURN } from "../queue/turns";

/** Blocks of one task: seconds of work, so that several workers share a job and a lost one costs little. */
const BLOCKS_PER_TASK = 3;
/** So long a job that waits for the neighbours leaves its worker to others. */
const WAIT_MS = 5_000;

/**
 * Keeps all activations of a sample of the corpus, then has every block of features labelled from it. Labels are to tell a
 * feature from its neighbours, so it waits while these are being compared.
 */
const labelFeatures: TaskHandler<"label-features"> = async ({ jobId, collectionId }, context) => {
  const { pool, signal, report } = context;
  const target = await loadTarget(pool, collectionId);
  if (target.state !== "done")
    throw new FeaturescopeError(
      "CONFLICT",
      `Collection ${collectionId} is ${target.state}.`,
      "Labels are written once it is complete.",
    );
  const blocks = blockCount(target.dSae);
  if (await areNeighboursComing(pool, target)) {
    report(0, blocks, "Waiting for the features to be compared");
    const again = { jobKey: `labels-wait:${collectionId}`, priority: LABEL_TURN };
    await enqueue(
      "label-features",
      { jobId, collectionId },
      { ...again, runAt: new Date(Date.now() + WAIT_MS), client: pool },
    );
    return;
  }
  const { rows: left } = await pool.query<{ block: number }>(
    `SELECT DISTINCT s.block FROM label_sample s WHERE s.collection_id = $1
       AND NOT EXISTS (SELECT 1 FROM label_draft d WHERE d.collection_id = $1 AND d.block = s.block) ORDER BY s.block`,
    [collectionId],
  );
  // blocks that an earlier run has left are gone on with
  if (left.length > 0) {
    await inTransaction(pool, (client) => queueBlocks(client, jobId, collectionId, blocks));
    report(blocks - left.length, blocks, "Writing labels");
    return;
  }
  const passages = await readSample(pool, target);
  const shards: Uint8Array[][] = [];
  for (let first = 0; first < passages.length; first += SAMPLE_SHARD) {
    report(
      0,
      blocks,
      `Reading ${passages.length} passages again (${Math.round((100 * first) / passages.length)} %)`,
    );
    const shard = passages.slice(first, first + SAMPLE_SHARD);
    const request = { sae: target.sae, passages: shard, leftOut: target.leftOut };
    shards.push((await getCompute().collectShard(request, signal)).blocks);
  }
  await inTransaction(pool, async (client) => {
    await client.query("SELECT 1 FROM collection WHERE id = $1 FOR UPDATE", [collectionId]);
    for (const table of ["label_sample", "label_draft"])
      await client.query(`DELETE FROM ${table} WHERE collection_id = $1`, [collectionId]);
    await copyRows(
      client,
      "label_sample",
      [
        ["collection_id", "int4"],
        ["block", "int2"],
        ["shard", "int4"],
        ["packed", "bytea"],
      ],
      shards.flatMap((packed, shard) =>
        packed.map((bytes, block) => [collectionId, block, shard, bytes] as const),
      ),
    );
    await queueBlocks(client, jobId, collectionId, blocks);
  });
  report(0, blocks, "Writing labels");
};

export default labelFeatures;

async function queueBlocks(
  client: Queryable,
  jobId: string,
  collectionId: number,
  blocks: number,
): Promise<void> {
  const tasks = Array.from({ length: Math.ceil(blocks / BLOCKS_PER_TASK) }, (_, i) => {
    const firstBlock = i * BLOCKS_PER_TASK;
    const endBlock = Math.min(blocks, firstBlock + BLOCKS_PER_TASK);
    return {
      payload: { jobId, collectionId, firstBlock, endBlock },
      jobKey: `labels:${collectionId}:${firstBlock}`,
      priority: LABEL_TURN,
    };
  });
  await enqueueAll("label-blocks", tasks, client);
}
