import { enqueueAll, type Queryable } from "@/prisma/queue";
import { MERGE_TURN } from "../queue/turns";
import { blockCount } from "./shard-activations";

/** Blocks that one merge task rebuilds: a second or two of work, so that several workers share a merge. */
const BLOCKS_PER_TASK = 6;
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
      priority: MERGE_TURN,
    };
  });
  await enqueueAll("merge-features", tasks, client);
}

/** Whether the pages are to be rebuilt after this shard: the first, then at eight times as many, and the last. */
export function mergeIsDue(shardsDone: number, shardsTotal: number): boolean {
  return shardsDone === shardsTotal || Number.isInteger(Math.log2(shardsDone) / 3);
}
