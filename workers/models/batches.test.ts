import { describe, expect, test } from "vitest";
import { batchPassages } from "./batches";

const PAD = 1;
/** Passage p holds its number so often as its length says. */
const passagesOf = (lengths: number[]) => lengths.map((length, p) => new Uint16Array(length).fill(100 + p));

describe("batches", () => {
  const lengths = [5, 9, 1, 9, 3, 30, 7, 2, 2, 8];
  const passages = passagesOf(lengths);
  const batches = batchPassages(passages, PAD, 24);

  test("hold every passage once, the longest first, equals in order", () => {
    expect(batches.map(({ rows }) => rows)).toEqual([[5], [1, 3], [9, 6, 0], [4, 7, 8, 2]]);
    expect(batches.map((batch) => batch.lengths)).toEqual([[30], [9, 9], [8, 7, 5], [3, 2, 2, 1]]);
  });

  test("keep to the limit, but for a passage that alone is longer", () => {
    for (const { rows, time } of batches) expect(rows.length === 1 || rows.length * time <= 24).toBe(true);
    expect(batches[0]).toMatchObject({ time: 30 });
  });

  test("are padded on the right, with positions that begin anew in each row", () => {
    for (const { rows, time, ids, positions } of batches) {
      expect(ids).toMatchObject({ dtype: "int32", shape: [rows.length, time] });
      expect(positions).toMatchObject({ dtype: "int32", shape: [rows.length, time] });
      rows.forEach((row, r) => {
        const length = lengths[row] ?? 0;
        const expected = Array.from({ length: time }, (_, t) => (t < length ? 100 + row : PAD));
        expect(Array.from(ids.data.subarray(r * time, (r + 1) * time))).toEqual(expected);
        expect(positions.data[r * time]).toBe(0);
        expect(positions.data[r * time + time - 1]).toBe(time - 1);
      });
    }
  });

  test("nothing gives no batch, and the passages stay as they are", () => {
    expect(batchPassages([], PAD)).toEqual([]);
    expect(passages.map((passage) => passage.length)).toEqual(lengths);
  });
});
