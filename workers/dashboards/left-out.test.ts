import { describe, expect, it } from "vitest";
import { LeftOut, lowerMedian, medianPassages, readsResidual, rowNorm } from "./left-out";

it("reads the residual stream at its own hook points alone", () => {
  expect(["blocks.15.hook_resid_post", "blocks.0.hook_resid_pre"].map(readsResidual)).toEqual([true, true]);
  expect(["blocks.15.hook_mlp_out", "blocks.3.attn.hook_z"].map(readsResidual)).toEqual([false, false]);
});

it("takes the median of the same passages every time, spread over what is read", () => {
  expect(medianPassages(80)).toEqual([5, 15, 25, 35, 45, 55, 65, 75]);
  expect(medianPassages(3)).toEqual([0, 1, 2]);
  expect(medianPassages(0)).toEqual([]);
});

it("has a value of the sample as the median", () => {
  expect(lowerMedian([5, 1, 3])).toBe(3);
  expect(lowerMedian([10, 2, 30, 4])).toBe(4);
  expect(lowerMedian([])).toBeNull();
});

it("measures rows as they are", () => {
  expect(rowNorm(Float32Array.of(9, 9, 3, 4), 1, 2)).toBe(5);
});

describe("what is left out", () => {
  // norms 5, 50, 50.01
  const rows = Float32Array.of(3, 4, 30, 40, 0, 50.01);

  it("is special tokens, and those above ten times the median, each counted once", () => {
    const leftOut = new LeftOut({ normMedian: 5 }, new Set([1]));
    expect(leftOut.has(7, rows, 0, 2)).toBe(false);
    expect(leftOut.has(7, rows, 1, 2)).toBe(false);
    expect(leftOut.has(7, rows, 2, 2)).toBe(true);
    expect(leftOut.has(1, rows, 0, 2)).toBe(true);
    expect(leftOut.has(1, rows, 2, 2)).toBe(true);
    expect(leftOut.tokens).toEqual({ special: 2, outliers: 1 });
  });

  it("is special tokens alone where the residual stream is not read", () => {
    const leftOut = new LeftOut({ normMedian: null }, new Set([1]));
    expect(leftOut.has(7, rows, 2, 2)).toBe(false);
    expect(leftOut.tokens).toEqual({ special: 0, outliers: 0 });
  });
});
