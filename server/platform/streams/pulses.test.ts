import { describe, expect, it } from "vitest";
import type { ChangeNotice } from "@/domain/jobs";
import { pulses } from "./pulses";

/** A feed that the test speaks through. */
class FakeFeed {
  private listener: ((notice: ChangeNotice | "anything") => void) | null = null;
  subscribe(listener: (notice: ChangeNotice | "anything") => void): () => void {
    this.listener = listener;
    return () => (this.listener = null);
  }
  say(notice: ChangeNotice | "anything"): void {
    this.listener?.(notice);
  }
  get watched(): boolean {
    return this.listener !== null;
  }
}

const collection = (id: number): ChangeNotice => ({ kind: "collection", id });

function start() {
  const feed = new FakeFeed();
  const abort = new AbortController();
  const stream = pulses(feed, (notice) => notice.kind === "collection" && notice.id === 1, 1, abort.signal);
  return { feed, abort, stream };
}

/** Whether the next pulse has come within a few turns of the event loop. */
async function comes(next: Promise<unknown>): Promise<boolean> {
  const later = new Promise<false>((resolve) => setTimeout(() => resolve(false), 30));
  return Promise.race([next.then(() => true), later]);
}

describe("pulses", () => {
  it("begins with one, then waits for a change that concerns it", async () => {
    const { feed, stream } = start();
    expect(await comes(stream.next())).toBe(true);
    const second = stream.next();
    feed.say(collection(2));
    expect(await comes(second)).toBe(false);
    feed.say(collection(1));
    expect(await comes(second)).toBe(true);
  });

  it("makes one pulse of changes that came together", async () => {
    const { feed, stream } = start();
    await stream.next();
    for (let i = 0; i < 5; i++) feed.say(collection(1));
    expect(await comes(stream.next())).toBe(true);
    expect(await comes(stream.next())).toBe(false);
  });

  it("pulses when something may have been missed", async () => {
    const { feed, stream } = start();
    await stream.next();
    const next = stream.next();
    feed.say("anything");
    expect(await comes(next)).toBe(true);
  });

  it("ends and stops listening when it is aborted while it waits", async () => {
    const { feed, abort, stream } = start();
    await stream.next();
    const last = stream.next();
    await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort();
    expect(await last).toEqual({ done: true, value: undefined });
    expect(feed.watched).toBe(false);
  });

  it("stops listening when the loop over it is left", async () => {
    const { feed, abort } = start();
    for await (const _ of pulses(feed, () => true, 1, abort.signal)) break;
    expect(feed.watched).toBe(false);
  });
});
