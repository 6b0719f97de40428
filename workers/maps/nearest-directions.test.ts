import { describe, expect, it } from "vitest";
import { Random } from "@/domain/random";
import { createOnnxEngine } from "../engine/onnx/engine";
import { NearestDirections, type Directions } from "./nearest-directions";

/** The definition: every cosine in float64, sorted, ties to the smaller index. */
function bruteForce(from: Directions, to: Directions, wanted: number, own: boolean) {
  const rowsOf = ({ data, width }: Directions) =>
    Array.from({ length: data.length / width }, (_, i) =>
      Array.from(data.subarray(i * width, (i + 1) * width)),
    );
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
  const measured = (rows: number[][]) => rows.map((row) => ({ row, norm: Math.sqrt(dot(row, row)) }));
  const candidates = measured(rowsOf(to));
  return measured(rowsOf(from)).map((a, i) =>
    candidates
      .map((b, id) => ({ id, cosine: a.norm * b.norm > 0 ? dot(a.row, b.row) / (a.norm * b.norm) : 0 }))
      .filter(({ id }) => !own || id !== i)
      .sort((x, y) => y.cosine - x.cosine || x.id - y.id)
      .slice(0, wanted),
  );
}

function randomDirections(rows: number, width: number, seed: number): Directions {
  const random = new Random(seed);
  return { data: Float32Array.from({ length: rows * width }, () => random.normal()), width };
}

async function search(from: Directions, to: Directions, wanted: number, own: boolean) {
  const nearest = await NearestDirections.create(createOnnxEngine(), from, to, { wanted, own });
  const rows = nearest.rows;
  const parts = [await nearest.find(0, rows >> 1), await nearest.find(rows >> 1, rows)];
  await nearest.dispose();
  return parts.flatMap(({ ids, cosines, each }) =>
    Array.from({ length: each === 0 ? 0 : ids.length / each }, (_, i) => ({
      ids: Array.from(ids.subarray(i * each, (i + 1) * each)),
      cosines: cosines.subarray(i * each, (i + 1) * each),
    })),
  );
}

async function expectExact(from: Directions, to: Directions, wanted: number, own: boolean) {
  const found = await search(from, to, wanted, own);
  const wantedRows = bruteForce(from, to, wanted, own);
  expect(found.map(({ ids }) => ids)).toEqual(wantedRows.map((row) => row.map(({ id }) => id)));
  found.forEach(({ cosines }, i) =>
    expect(cosines).toEqual(Float32Array.from(wantedRows[i] ?? [], ({ cosine }) => cosine)),
  );
}

describe("nearest directions against brute force in float64", () => {
  it("of one SAE, none its own neighbour", () => {
    const rows = randomDirections(350, 24, 1);
    return expectExact(rows, rows, 50, true);
  });

  it("in another SAE of other width", () =>
    expectExact(randomDirections(60, 24, 2), randomDirections(300, 24, 3), 50, false));

  it("with more equal rows than are proposed, ties to the smaller index, and rows that are zero", () => {
    const rows = randomDirections(400, 16, 4);
    for (let i = 100; i < 220; i++) rows.data.copyWithin(i * 16, 99 * 16, 100 * 16);
    rows.data.fill(0, 300 * 16, 340 * 16);
    // the same direction at another length
    for (let i = 0; i < 16; i++) rows.data[5 * 16 + i] = 4 * (rows.data[99 * 16 + i] ?? 0);
    return expectExact(rows, rows, 50, true);
  });

  it("of fewer features than are wanted", async () => {
    const few = randomDirections(7, 8, 5);
    await expectExact(few, few, 50, true);
    const alone = randomDirections(1, 8, 6);
    expect(await search(alone, alone, 50, true)).toEqual([]);
  });
});
