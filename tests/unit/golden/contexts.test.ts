/** Context vectors and coherence as numpy and scipy compute them (tests/golden/make_contexts.py). */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { measureCoherence } from "@/workers/contexts/coherence";
import { contextVectors } from "@/workers/contexts/context-vectors";
import { gatherWindows, type ContextWindows } from "@/workers/contexts/context-windows";
import { NearestSparse } from "@/workers/contexts/nearest-sparse";
import { dotRows, rowCount } from "@/workers/contexts/sparse-rows";
import { PROJECT_ROOT } from "@/domain/project-root";

const figures = z.object({ auc: z.number(), overlap: z.number() });
const lists = z.array(z.array(z.number()));
const expectedSchema = z.object({
  vocabulary: z.number(),
  examples: z.array(
    z.array(z.object({ passage: z.number(), peak: z.number(), tokens: z.array(z.number()) })),
  ),
  neighbours: z.object({ near: lists, far: lists }),
  vectors: z.object({
    all: z.array(z.record(z.string(), z.number())),
    odd: z.array(z.record(z.string(), z.number())),
  }),
  coherence: z.object({
    all: z.object({ near: figures, far: figures }),
    odd: z.object({ near: figures, far: figures }),
  }),
});

let expected: z.infer<typeof expectedSchema>;
let windows: ContextWindows;

beforeAll(async () => {
  const path = join(PROJECT_ROOT, "tests/golden/contexts/expected.json");
  expected = expectedSchema.parse(JSON.parse(await readFile(path, "utf8")));
  // as in the reference, all examples count alike
  const examples = expected.examples.map((own) => own.map((example) => ({ ...example, value: 1 })));
  windows = gatherWindows(examples, expected.vocabulary);
});

describe.each(["all", "odd"] as const)("%s passages", (half) => {
  const made = () => contextVectors(windows, half === "all" ? undefined : half);

  it("makes the same context vectors, none where there are no examples", () => {
    const { offsets, ids, values } = made();
    expected.vectors[half].forEach((row, f) => {
      const own = [...ids.slice(offsets[f], offsets[f + 1])];
      expect(own).toEqual(Object.keys(row).map(Number));
      own.forEach((id, n) => expect(values[(offsets[f] ?? 0) + n]).toBeCloseTo(row[id] ?? 0, 6));
    });
    expect(expected.vectors[half].at(-1)).toEqual({});
  });

  it.each(["near", "far"] as const)("finds the coherence of %s neighbours", (name) => {
    const neighbours = expected.neighbours[name];
    const each = neighbours[0]?.length ?? 0;
    const found = measureCoherence(made(), { ids: neighbours.flat(), each });
    const wanted = expected.coherence[half][name];
    // drawn pairs stand for all of them: the standard error of 50,000 is 0.002
    expect(Math.abs((found?.auc ?? 0) - wanted.auc)).toBeLessThan(0.008);
    expect(found?.overlap).toBeCloseTo(wanted.overlap, 10);
    expect(found?.features).toBe(60);
  });
});

it("lets strong examples and their peaks count more where it is asked to", () => {
  const [strong, weak] = [4, 1];
  const own = [
    { passage: 0, peak: 1, value: strong, tokens: [3, 5, 6] },
    { passage: 1, peak: 0, value: weak, tokens: [6, 3] },
  ];
  const other = [{ passage: 2, peak: 0, value: 9, tokens: [7] }];
  const { offsets, ids, values } = contextVectors(gatherWindows([own, other], 10), undefined, {
    ...{ before: 1, after: 1, peak: 1, around: 0.5, byStrength: true, rarity: 1 },
  });
  // by the formula: 3 stands beside both peaks, 5 is the strong peak, 6 beside that and the weak peak
  const counts = [0.5 + 0.5 * 0.25, 1, 0.5 + 0.25];
  const weights = counts.map((n) => Math.log(1 + n));
  const norm = Math.hypot(...weights);
  expect([...ids.slice(0, offsets[1])]).toEqual([3, 5, 6]);
  weights.forEach((weight, n) => expect(values[n]).toBeCloseTo(weight / norm, 6));
});

it("counts the overlap over a sample of features where that is asked for", () => {
  const { near } = expected.neighbours;
  const options = { seed: 3, sample: 20 };
  const found = measureCoherence(
    contextVectors(windows),
    { ids: near.flat(), each: near[0]?.length ?? 0 },
    options,
  );
  expect(found?.sampled).toBe(20);
  expect(Math.abs((found?.overlap ?? 0) - expected.coherence.all.near.overlap)).toBeLessThan(0.15);
});

it("has nothing to measure where fewer than two features have contexts", () => {
  const one = gatherWindows([[{ passage: 0, peak: 1, value: 1, tokens: [1, 2] }], []], 10);
  expect(measureCoherence(contextVectors(one), { ids: [1, 0], each: 1 })).toBeNull();
});

it("finds the nearest rows that comparing all of them finds", () => {
  const rows = contextVectors(windows);
  const nearest = new NearestSparse(rows);
  for (let f = 5; f < 9; f++) {
    const { ids, cosines } = nearest.find(f, 7);
    const all = Array.from({ length: rowCount(rows) }, (_, id) => ({
      id,
      cosine: dotRows(rows, f, rows, id),
    }))
      .filter(({ id }) => id !== f)
      .sort((a, b) => b.cosine - a.cosine || a.id - b.id)
      .slice(0, 7);
    expect([...ids]).toEqual(all.map(({ id }) => id));
    all.forEach(({ cosine }, n) => expect(cosines[n]).toBeCloseTo(cosine, 6));
  }
  // one without contexts has nothing in common with any
  expect(nearest.find(rowCount(rows) - 1, 7).ids).toHaveLength(0);
});
