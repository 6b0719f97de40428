import { enqueueAll, type Queryable } from "@/prisma/queue";
import { blockCount } from "./shard-activations";

/** Blocks that one merge task rebuilds: a second or two of work, so that several workers share a merge. */
const BLOCKS_PER_TASK = 6;
/**
 * Merges come before waiting shards: pages should fill in. Shards of an older collection come before those of a newer
 * one, so that something is complete early. Figures come last: they are for one panel, dashboards for every page.
 * The queue keeps priorities in 16 bits.
 */
const MERGE_PRIORITY = -1;
export const QUALITY_PRIORITY = 32_000;
export const shardPriority = (collectionId: number): number => Math.min(collectionId, QUALITY_PRIORITY - 1);

/** Queues the rebuilding of all blocks; what still waits from an earlier call is replaced. */
export async function queueMerges(
  client: Queryable,
  { jobId, collectionId, dSae }: { jobId: string; collectionId: number; dSae: number },
): Promise<void> {
  const blocks = blockCount(dSae);
  const tasks = Array.from({ length: Math.ceil(blocks / BLOCKS_PER_TASK) }, (_, i) => {
    const firstBlock = i * BLOCKS_PER_TASK;
    const endBlock = Math.min(blocks, firstBlock + BLOCKS_PER_TASK);
    return {
      payload: { jobId, collectionId, firstBlock, endBlock },
      jobKey: `merge:${collectionId}:${firstBlock}`,
      priority: MERGE_PRIORITY,
    };
  });
  await enqueueAll("merge-features", tasks, client);
}

/** Whether the pages are to be rebuilt after this shard: the first, then at eight times as many, and the last. */
export function mergeIsDue(shardsDone: number, shardsTotal: number): boolean {
  return shardsDone === shardsTotal || Number.isInteger(Math.log2(shardsDone) / 3);
}
