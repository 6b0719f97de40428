import { expect, it } from "vitest";
import type { ShownStep, ShownToken } from "@/server/procedures/steer/run-view";
import { compareRuns } from "./compare-runs";

const token = (id: number): ShownToken => ({ id, piece: "a", own: -1, plain: -1, top: [], read: [] });
const run = (ids: number[], engine = "onnx 1", over = true) => ({
  steps: ids.map((id): ShownStep => [token(7), token(id)]),
  engine,
  over,
});

it("says nothing while both agree and one is being written", () => {
  expect(compareRuns(run([1, 2, 3]), run([1, 2], "onnx 1", false))).toBeNull();
});
it("says at once where a text parts from the first, and which engines wrote them", () => {
  const compared = compareRuns(run([1, 2, 3]), run([1, 4], "onnx 2", false));
  expect(compared).toEqual({
    same: false,
    says: "It parts from the first text at token 2: the first was written by onnx 1, this one by onnx 2.",
  });
});
it("tells the same text, one that ends before, and one that was stopped", () => {
  expect(compareRuns(run([1, 2]), run([1, 2]))?.says).toBe("Same text, token for token (2 steps, onnx 1).");
  expect(compareRuns(run([1, 2]), run([1]))).toMatchObject({ same: false });
  expect(compareRuns(run([1]), run([1, 2]))).toMatchObject({ same: true });
});
