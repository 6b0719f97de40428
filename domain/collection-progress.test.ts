import { describe, expect, it } from "vitest";
import { mayChange } from "./collection-progress";

const finishedAt = new Date("2026-11-22T10:00:00Z");
const after = (minutes: number) => new Date(finishedAt.getTime() + minutes * 60_000);

describe("mayChange", () => {
  it("is so until the dashboards are done", () => {
    for (const state of ["queued", "running", "merging"] as const)
      expect(mayChange({ state, quality: null, finishedAt: null, now: after(0) })).toBe(true);
    for (const state of ["failed", "cancelled"] as const)
      expect(mayChange({ state, quality: null, finishedAt, now: after(0) })).toBe(false);
  });

  it("waits for the quality figures for a while, not for ever", () => {
    expect(mayChange({ state: "done", quality: null, finishedAt, now: after(1) })).toBe(true);
    expect(mayChange({ state: "done", quality: null, finishedAt, now: after(11) })).toBe(false);
    expect(mayChange({ state: "done", quality: { l0: 1 }, finishedAt, now: after(1) })).toBe(false);
  });
});
