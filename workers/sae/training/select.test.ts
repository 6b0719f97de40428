import { describe, expect, test } from "vitest";
import { Random } from "@/domain/random";
import {
  batchTopK,
  keepEntries,
  nthLargest,
  rowTopK,
  sparseAbove,
  sparseColumns,
  type ActiveRows,
} from "./select";

const [ROWS, WIDTH] = [40, 96];

/** Rectified normal values: about half are 0. */
function preActivations(seed: number, rows = ROWS): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: rows * WIDTH }, () => Math.max(0, random.normal()));
}

/** [row, feature, value] of every entry. */
function entries({ offsets, features, values }: ActiveRows): [number, number, number][] {
  return Array.from({ length: offsets.length - 1 }, (_, row) => row).flatMap((row) =>
    Array.from(features.slice(offsets[row], offsets[row + 1]), (feature, i): [number, number, number] => [
      row,
      feature,
      values[(offsets[row] ?? 0) + i] ?? NaN,
    ]),
  );
}

/** The same by looking at every value. */
function bruteForce(pre: Float32Array, keep: (value: number, row: number) => boolean) {
  return Array.from(pre, (value, i): [number, number, number] => [
    Math.floor(i / WIDTH),
    i % WIDTH,
    value,
  ]).filter(([row, , value]) => value > 0 && keep(value, row));
}

const descending = (values: Iterable<number>) => [...values].sort((a, b) => b - a);

describe("BatchTopK", () => {
  const pre = preActivations(1);
  const count = 8 * ROWS;
  const threshold = descending(pre)[count - 1] ?? NaN;
  const expected = bruteForce(pre, (value) => value >= threshold);

  test.each([
    ["no hint", 0],
    ["a hint below the threshold", threshold * 0.9],
    ["a hint above it, but not by more than the margin", threshold * 1.2],
    ["a hint far above it", threshold * 3],
  ])("keeps the largest of the whole batch, with %s", (_, hint) => {
    const found = batchTopK(pre, WIDTH, count, hint);
    expect(found.threshold).toBe(threshold);
    expect(entries(found.rows)).toEqual(expected);
    expect(found.rows.values).toHaveLength(count);
  });

  test("keeps everything positive where that is less than asked for", () => {
    const few = preActivations(2, 2);
    const positive = bruteForce(few, () => true);
    expect(entries(batchTopK(few, WIDTH, 500, 0.5).rows)).toEqual(positive);
    expect(entries(batchTopK(few, WIDTH, positive.length, 0).rows)).toEqual(positive);
  });

  test("ties at the threshold stay in", () => {
    const pre = Float32Array.of(3, 1, 2, 2, 0, 2);
    const { rows, threshold } = batchTopK(pre, 3, 2, 0);
    expect(threshold).toBe(2);
    expect(entries(rows)).toEqual([
      [0, 0, 3],
      [0, 2, 2],
      [1, 0, 2],
      [1, 2, 2],
    ]);
  });
});

describe("TopK by row", () => {
  test.each([1, 5, 32, 60, 96])("keeps the %i largest positive values of each row", (k) => {
    const pre = preActivations(3);
    const thresholds = Array.from({ length: ROWS }, (_, row) => {
      return descending(pre.subarray(row * WIDTH, (row + 1) * WIDTH))[k - 1] ?? NaN;
    });
    const expected = bruteForce(pre, (value, row) => value >= (thresholds[row] ?? NaN));
    expect(entries(rowTopK(pre, WIDTH, k))).toEqual(expected);
  });
});

describe("sparse rows", () => {
  test("hold what is positive and reaches the threshold, for more values than were expected", () => {
    const dense = Float32Array.from({ length: 700 * WIDTH }, (_, i) => 1 + (i % 7));
    const rows = sparseAbove(dense, WIDTH, 2);
    expect(entries(rows)).toEqual(bruteForce(dense, (value) => value >= 2));
    expect(sparseAbove(Float32Array.of(0, 0, 0, 0), 2, 0).values).toHaveLength(0);
  });

  test("sparseColumns keeps the positive entries of the columns asked for", () => {
    const pre = Float32Array.of(1, -2, 3, 0, 5, 6, 7, 8);
    const all = sparseAbove(pre, 4, 0);
    expect(entries(sparseColumns(pre, 4, Uint32Array.of(1, 3)))).toEqual(
      entries(keepEntries(all, (n) => all.features[n] === 1 || all.features[n] === 3)),
    );
    expect(sparseColumns(pre, 4, Uint32Array.of(1, 3)).values).toEqual(Float32Array.of(6, 8));
  });

  test("keepEntries keeps the rows apart", () => {
    const rows = sparseAbove(Float32Array.of(1, 2, 0, 0, 3, 4), 2, 0);
    expect(entries(keepEntries(rows, (n) => n !== 1))).toEqual([
      [0, 0, 1],
      [2, 0, 3],
      [2, 1, 4],
    ]);
  });

  test("the n-th largest, or 0 when there are not more than n", () => {
    const values = Float32Array.of(5, 1, 100, 20);
    expect([1, 2, 3, 4].map((n) => nthLargest(values, n))).toEqual([100, 20, 5, 0]);
    expect(Array.from(values)).toEqual([5, 1, 100, 20]);
  });
});
