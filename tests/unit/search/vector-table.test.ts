import { availableParallelism } from "node:os";
import { expect, it } from "vitest";
import { Random } from "@/domain/random";
import { VECTOR_WIDTH } from "@/workers/search/embedding-model";
import { VectorTable } from "@/workers/search/vector-table";
import { innerProduct } from "@/workers/search/vector-codec";

const BLOCK = 500;
/** Two blocks and part of a third. */
const ROWS = 1_300;
const THREADS = Math.min(availableParallelism(), 4);
const random = new Random(7, 1);

function unit(): Float32Array {
  const vector = Float32Array.from({ length: VECTOR_WIDTH }, () => random.uniform() - 0.5);
  const norm = Math.sqrt(innerProduct(vector, vector));
  return vector.map((value) => value / norm);
}

it("finds the rows that a plain product in float64 finds, within its uncertainty", async () => {
  const table = await VectorTable.create(BLOCK);
  const rows = Array.from({ length: ROWS }, unit);
  for (const row of rows) table.add(row);
  expect(table.size).toBe(ROWS);
  for (let q = 0; q < 5; q++) {
    // by this thread alone at first, then by all
    if (q === 2) await expect.poll(() => table.threadCount, { timeout: 30_000 }).toBe(THREADS);
    const query = unit();
    const exact = rows.map((row, i) => ({ row: i, score: innerProduct(query, row) }));
    const scores = new Map(exact.map(({ row, score }) => [row, score]));
    const best = exact.toSorted((a, b) => b.score - a.score).slice(0, 10);
    const found = await table.nearest(query, 64);
    expect(found).toHaveLength(64);
    for (const { row, score } of found)
      expect(Math.abs(score - (scores.get(row) ?? 0))).toBeLessThan(table.uncertainty);
    const rescored = found.toSorted((a, b) => (scores.get(b.row) ?? 0) - (scores.get(a.row) ?? 0));
    expect(rescored.slice(0, 10).map(({ row }) => row)).toEqual(best.map(({ row }) => row));
    expect(found.map(({ score }) => score)).toEqual(
      found.map(({ score }) => score).toSorted((a, b) => b - a),
    );
    // paging: below a place, and among some rows alone
    const most = found[9]?.score ?? 0;
    expect((await table.nearest(query, 5, { most })).map(({ row }) => row)).toEqual(
      found.slice(9, 14).map(({ row }) => row),
    );
    const allowed = new Set(found.slice(20, 30).map(({ row }) => row));
    expect((await table.nearest(query, 64, { allowed })).map(({ row }) => row)).toEqual([...allowed]);
  }
});

it("takes one search after the other", async () => {
  const table = await VectorTable.create(BLOCK);
  const rows = Array.from({ length: ROWS }, unit);
  for (const row of rows) table.add(row);
  const queries = rows.slice(0, 20);
  const found = await Promise.all(queries.map((query) => table.nearest(query, 1)));
  expect(found.map(([first]) => first?.row)).toEqual(queries.map((_, i) => i));
});

it("has nothing to find when it is empty", async () => {
  const table = await VectorTable.create();
  expect(await table.nearest(unit(), 3)).toEqual([]);
});
