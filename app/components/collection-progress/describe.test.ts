import { describe, expect, it } from "vitest";
import type { CollectionStatus } from "@/server/procedures/collection/queries";
import { describeProgress } from "./describe";

const started = new Date("2026-11-22T10:00:00Z");
const status = (change: Partial<CollectionStatus>): CollectionStatus => ({
  id: 1,
  state: "running",
  shardsTotal: 10,
  shardsDone: 4,
  shardsMerged: 4,
  tokensTotal: 1_000_000,
  tokensDone: 400_000,
  featuresActive: 4100,
  passages: null,
  leftOutRule: null,
  leftOut: { special: 0, outliers: 0 },
  quality: null,
  engine: "onnx",
  error: null,
  startedAt: started,
  finishedAt: null,
  secondsPerShard: 15,
  now: new Date(started.getTime() + 60_000),
  ...change,
});
const plain = (text: string) => text.replace(/\u00a0/g, " ");

describe("describeProgress", () => {
  it("reckons the time left from the latest shards", () => {
    const text = describeProgress(status({}), 4608);
    expect(text.headline).toBe("400,000 of 1,000,000 tokens read so far");
    expect(plain(text.detail)).toBe("4,100 of 4,608 features have examples · about 1 min 30 s left");
    expect(text.share).toBe(0.4);
  });

  it("says nothing of the time left before there is a rate", () => {
    expect(describeProgress(status({ secondsPerShard: null }), 4608).detail).not.toContain("left");
  });

  it("gives the reason of a failure", () => {
    const text = describeProgress(status({ state: "failed", error: "The disk is full." }), 4608);
    expect([text.tone, text.detail]).toEqual(["failed", "The disk is full."]);
  });

  it("does not divide by nothing while a collection is being cut into shards", () => {
    expect(describeProgress(status({ state: "queued", tokensTotal: 0, tokensDone: 0 }), 4608).share).toBe(0);
  });
});
