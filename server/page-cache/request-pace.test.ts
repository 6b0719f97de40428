import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RequestPace } from "./request-pace";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["hrtime"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it("is calm with a page every half second or fewer, and not with more", () => {
  const pace = new RequestPace();
  expect(pace.isCalm).toBe(true);
  for (let i = 0; i < 100; i++) {
    vi.advanceTimersByTime(550);
    pace.count();
    expect(pace.isCalm).toBe(true);
  }
  for (let i = 0; i < 20; i++) {
    vi.advanceTimersByTime(200);
    pace.count();
  }
  expect(pace.isCalm).toBe(false);
  vi.advanceTimersByTime(10_000);
  expect(pace.isCalm).toBe(true);
});
