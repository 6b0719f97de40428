/** Edits on every engine against the formulas of docs/formats.md, written out in float64. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Random } from "@/domain/random";
import {
  STEERING_MODES,
  type ResolvedEdit,
  type SteeringMode,
  type VectorEdit,
  type VectorMode,
} from "@/domain/steering";
import type { Engine, HostTensor } from "@/workers/engine/ops";
import { applyEdits, editFeeds, editInputs, placedWeights, type RowEdits } from "@/workers/steering/edits";
import { encode } from "@/workers/sae/encode";
import { jointWeights, type Sae } from "@/workers/sae/sae";
import { enginesUnderTest } from "../engine/engines";
import { referenceOps } from "../engine/reference-ops";
import { randomSae } from "./random-sae";

const HOOK = "blocks.1.hook_resid_post";
const D = 16;
const ROWS = 2;
const TIME = 5;
const SAES: Sae[] = [
  randomSae(D, 40, HOOK),
  randomSae(D, 24, HOOK, { architecture: "topk", k: 5, subtractDecoderBias: true }, 6),
  randomSae(D, 24, HOOK, { architecture: "relu", inputNormalisation: "layer-norm" }, 7),
];
const random = new Random(3);
const X = Float32Array.from({ length: ROWS * TIME * D }, () => random.normal());
/** The second token of the first row is left as it is. */
const GATE = Float32Array.from({ length: ROWS * TIME }, (_, i) => Number(i !== 1));

const tensor = (data: Float32Array, shape: number[]): HostTensor => ({ dtype: "float32", shape, data });

async function run(engine: Engine, rows: RowEdits[]) {
  const program = await engine.compile(
    {
      name: "edits",
      inputs: {
        x: { dtype: "float32", shape: ["rows", "time", D] },
        gate: { dtype: "float32", shape: ["rows", "time", 1] },
        ...Object.fromEntries(SAES.flatMap((sae, place) => Object.entries(editInputs(sae, place)))),
      },
      build(ops, inputs) {
        const { x, gate } = inputs as Record<string, (typeof inputs)[string]>;
        const { edited, read, along } = applyEdits(
          ops,
          x as (typeof inputs)[string],
          SAES,
          [0, 1, 2],
          inputs,
          gate as (typeof inputs)[string],
        );
        return {
          edited,
          ...Object.fromEntries(Object.entries(read).map(([place, f]) => [`read.${place}`, f])),
          ...Object.fromEntries(Object.entries(along).map(([place, f]) => [`along.${place}`, f])),
        };
      },
    },
    new Map(placedWeights(SAES)),
  );
  const outputs = await program.run({
    x: tensor(X, [ROWS, TIME, D]),
    gate: tensor(GATE, [ROWS, TIME, 1]),
    ...editFeeds(rows, SAES, TIME),
  });
  await program.dispose();
  return outputs;
}

/** Activations of all features of an SAE at one token, in float64. */
function featuresOf(sae: Sae, token: number): Float64Array {
  const x = { shape: [1, 1, D], data: Float64Array.from(X.subarray(token * D, (token + 1) * D)) };
  return encode(referenceOps(jointWeights({ weights: new Map() }, sae)), sae, x).features.data;
}

/** The table of workers/steering/edits.ts once more, one formula each. */
function deltaOf(mode: SteeringMode, c: number, f: number, along: number): number {
  switch (mode) {
    case "clamp":
      return c - f;
    case "add":
      return c;
    case "scale":
      return (c - 1) * f;
    case "ablate":
      return -f;
    case "minimum":
      return f < c ? c - f : 0;
    case "where-active":
      return f > 0 ? c - f : 0;
    case "orthogonal":
      return c - along;
  }
}

function expected(rows: RowEdits[]): Float64Array {
  const edited = Float64Array.from(X);
  for (let token = 0; token < ROWS * TIME; token++) {
    if (!GATE[token]) continue;
    SAES.forEach((sae, place) => {
      const f = featuresOf(sae, token);
      const direction = (i: number) => sae.weights.get("W_dec")?.data.subarray(i * D, (i + 1) * D) ?? [];
      const bias = sae.weights.get("b_dec")?.data ?? [];
      for (const edit of rows[Math.floor(token / TIME)]?.[place] ?? []) {
        const d = "feature" in edit ? direction(edit.feature) : edit.along.direction;
        let along = "feature" in edit ? 0 : -edit.along.centre;
        for (let j = 0; j < D; j++)
          along += ((X[token * D + j] ?? 0) - ("feature" in edit ? (bias[j] ?? 0) : 0)) * (d[j] ?? 0);
        const value = "feature" in edit ? (f[edit.feature] ?? NaN) : NaN;
        const delta = deltaOf(edit.mode, edit.target, value, along);
        for (let j = 0; j < D; j++)
          edited[token * D + j] = (edited[token * D + j] ?? 0) + delta * (d[j] ?? 0);
      }
    });
  }
  return edited;
}

function expectClose(found: HostTensor | undefined, wanted: ArrayLike<number>, tolerance: number): void {
  expect(found?.data.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++)
    expect(Math.abs((found?.data[i] ?? NaN) - (wanted[i] ?? NaN))).toBeLessThan(tolerance);
}

const MODES = Object.keys(STEERING_MODES) as SteeringMode[];
const edit = (feature: number, mode: SteeringMode, target: number): ResolvedEdit => ({
  feature,
  mode,
  target,
});

describe.each(enginesUnderTest())("edits on $name", ({ create }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => engine.dispose());

  test.each(MODES)("%s: x' - x is what the formula says, to 1e-5, at every position", async (mode) => {
    for (const feature of [0, 7, 23]) {
      const rows = [0, 1].map(() => SAES.map(() => [edit(feature, mode, 1.7)]));
      const { edited } = await run(engine, rows);
      expectClose(edited, expected(rows), 1e-5);
    }
  });

  test("several features of several SAEs, other ones in each row", async () => {
    const rows = [
      [[edit(3, "clamp", 2), edit(11, "add", -1), edit(5, "ablate", 0)], [edit(2, "scale", 3)], []],
      [[], [edit(9, "minimum", 0.8), edit(2, "where-active", 0.5)], [edit(1, "orthogonal", 0)]],
    ];
    const outputs = await run(engine, rows);
    expectClose(outputs.edited, expected(rows), 1e-5);
    const second = outputs["read.1"];
    for (let t = 0; t < TIME; t++) {
      const token = TIME + t;
      const f = featuresOf(SAES[1] as Sae, token);
      expect(second?.data[token * 2]).toBeCloseTo(f[9] ?? NaN, 5);
      expect(second?.data[token * 2 + 1]).toBeCloseTo(f[2] ?? NaN, 5);
    }
  });

  test("vectors of one's own beside features, other ones in each row", async () => {
    const vector = (mode: VectorMode, target: number, centre: number): ResolvedEdit => {
      const raw = Array.from({ length: D }, () => random.normal());
      const direction = Float32Array.from(raw, (value) => value / Math.hypot(...raw));
      return { along: { direction, centre }, mode, target };
    };
    const rows = [
      [[edit(3, "clamp", 2), vector("add", 1.3, 0)], [vector("orthogonal", -2, 0.7)], []],
      [[vector("orthogonal", 0.5, -1.1), vector("add", -0.4, 0.2), edit(4, "add", 1)], [], []],
    ];
    const outputs = await run(engine, rows);
    expectClose(outputs.edited, expected(rows), 1e-5);
    const [second] = rows[0]?.[1] ?? [];
    const { direction, centre } = (second as VectorEdit).along;
    const place = X.subarray(0, D).reduce((sum, value, j) => sum + value * (direction[j] ?? 0), -centre);
    expect(outputs["along.1"]?.data[0]).toBeCloseTo(place, 5);
  });

  test("clamping to its own value, and ablating what is not active, change nothing at all", async () => {
    const f = featuresOf(SAES[0] as Sae, 0);
    const silent = f.findIndex((value) => value === 0);
    const { edited } = await run(engine, [
      [[edit(silent, "ablate", 0), edit(4, "scale", 1), edit(8, "add", 0)], [], []],
      [[], [], []],
    ]);
    // the silent feature of the first token may be active at others
    expect(edited?.data.slice(0, D)).toEqual(X.slice(0, D));
    expect(edited?.data.slice(TIME * D)).toEqual(X.slice(TIME * D));
  });
});
