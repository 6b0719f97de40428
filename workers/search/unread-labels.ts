import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { requestEmbeddings } from "./request-embeddings";

/** Looking takes this share of the time at most: it goes through all labels, seconds of work for a million. */
const SHARE = 0.01;
/** A search waits so long for a look; after that it goes by the last one. */
const WAIT_MS = 15;

/**
 * Whether some labels have not been read for their meaning, as every search wants to know; where some have not been, their
 * reading is queued.
 */
export class UnreadLabels {
  private known = false;
  private next = 0;
  private looking: Promise<void> | undefined;

  constructor(private readonly pool: Pool) {}

  async look(): Promise<boolean> {
    if (!this.looking && performance.now() >= this.next)
      // what fails is found at the next look
      this.looking = this.lookNow().catch(() => undefined);
    if (this.looking) await Promise.race([this.looking, sleep(WAIT_MS)]);
    return this.known;
  }

  private async lookNow(): Promise<void> {
    const start = performance.now();
    try {
      this.known = await requestEmbeddings(this.pool);
    } finally {
      this.next = start + (performance.now() - start) / SHARE;
      this.looking = undefined;
    }
  }
}
