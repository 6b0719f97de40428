/** A thread of ScanThreads: multiplies the blocks that it is told to, in memory that it shares with the others. */
import { parentPort } from "node:worker_threads";
import { multiplier, type ThreadMessage } from "./scan";

const blocks: ReturnType<typeof multiplier>[] = [];

parentPort?.on("message", (message: ThreadMessage) => {
  if ("memory" in message) blocks.push(multiplier(message.module, message.memory, message.blockRows));
  else {
    for (const { block, count } of message.scan) blocks[block]?.(count);
    parentPort?.postMessage(null);
  }
});
parentPort?.postMessage(null);
