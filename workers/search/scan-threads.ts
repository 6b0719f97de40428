import { availableParallelism } from "node:os";
import type { Worker } from "node:worker_threads";
import { startTypescriptThread } from "../typescript-thread";
import { multiplier, newMemory, type ThreadMessage } from "./scan";

const MOST_THREADS = 4;

interface Thread {
  worker: Worker;
  isReady: boolean;
  answered: () => void;
}

/**
 * Blocks of vectors in memory, multiplied with a query by all cores: this thread and, from the second block on, others
 * beside it. One core waits for memory most of the time, so two take half as long.
 */
export class ScanThreads {
  private readonly memories: WebAssembly.Memory[] = [];
  private readonly multipliers: ReturnType<typeof multiplier>[] = [];
  private threads: Thread[] = [];

  constructor(
    private readonly module: WebAssembly.Module,
    private readonly blockRows: number,
  ) {}

  /** Threads that scan: this one and those beside it that have started. */
  get count(): number {
    return 1 + this.threads.filter(({ isReady }) => isReady).length;
  }

  addBlock(): WebAssembly.Memory {
    const memory = newMemory(this.blockRows);
    this.memories.push(memory);
    this.multipliers.push(multiplier(this.module, memory, this.blockRows));
    const others = Math.min(availableParallelism(), MOST_THREADS) - 1;
    if (this.memories.length === 2) this.threads = Array.from({ length: others }, () => this.startThread());
    else for (const thread of this.threads) this.hand(thread, memory);
    return memory;
  }

  /** Products of every block's query, which stands in its memory, with its first `counts[block]` rows. */
  async multiply(counts: readonly number[]): Promise<void> {
    const ready = this.threads.filter(({ isReady }) => isReady);
    const shareOf = (lane: number) =>
      counts.flatMap((count, block) => (block % (ready.length + 1) === lane ? [{ block, count }] : []));
    const others = ready.map((thread, i) => this.ask(thread, shareOf(i + 1)));
    for (const { block, count } of shareOf(0)) this.multipliers[block]?.(count);
    await Promise.all(others);
  }

  private startThread(): Thread {
    const worker = startTypescriptThread(new URL("./scan-thread.ts", import.meta.url));
    const thread: Thread = { worker, isReady: false, answered: () => undefined };
    worker.once("message", () => {
      thread.isReady = true;
      worker.on("message", () => thread.answered());
    });
    // the others go on without it; what it had in work is computed again
    worker.on("error", () => this.lose(thread));
    worker.unref();
    for (const memory of this.memories) this.hand(thread, memory);
    return thread;
  }

  private hand({ worker }: Thread, memory: WebAssembly.Memory): void {
    const { module, blockRows } = this;
    worker.postMessage({ module, memory, blockRows } satisfies ThreadMessage);
  }

  private async ask(thread: Thread, scan: { block: number; count: number }[]): Promise<void> {
    await new Promise<void>((resolve) => {
      thread.answered = resolve;
      thread.worker.postMessage({ scan } satisfies ThreadMessage);
    });
    if (!this.threads.includes(thread)) for (const { block, count } of scan) this.multipliers[block]?.(count);
  }

  private lose(thread: Thread): void {
    this.threads = this.threads.filter((other) => other !== thread);
    thread.answered();
  }
}
