/** The hand-written gradients against automatic ones on the dense formulation. */
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "@/domain/random";
import { pickBackend } from "@/workers/engine/tfjs/backend";
import { BackwardPass, type LossOptions } from "@/workers/sae/training/backward";
import { Kernels } from "@/workers/sae/training/kernels";
import {
  allocateParameters,
  parameterFloats,
  PARAMETER_NAMES,
  type SaeParameters,
} from "@/workers/sae/training/parameters";
import { batchTopK, keepEntries, sparseAbove, type ActiveRows } from "@/workers/sae/training/select";
import { denseStep, preActivations, type DenseParameters } from "./dense-sae";

const [ROWS, FEATURES, WIDTH] = [24, 20, 12];

interface Setup {
  pass: BackwardPass;
  prefixes: readonly number[];
  parameters: SaeParameters;
  /** Rectified pre-activations [ROWS, FEATURES]. */
  pre: Float32Array;
}

async function setup(seed: number, prefixes: readonly number[] = [FEATURES]): Promise<Setup> {
  const floats =
    2 * parameterFloats(FEATURES, WIDTH) + BackwardPass.floats(FEATURES, WIDTH, ROWS, prefixes.length);
  const kernels = await Kernels.create(floats, 20);
  const parameters = allocateParameters(kernels, FEATURES, WIDTH);
  const pass = new BackwardPass(kernels, parameters, ROWS, prefixes);
  const random = new Random(seed);
  const blocks = [...PARAMETER_NAMES.map((name) => parameters[name]), pass.x];
  for (const { values } of blocks) for (let i = 0; i < values.length; i++) values[i] = random.normal();
  return { pass, prefixes, parameters, pre: preActivations(copyOf(parameters), pass.x.values) };
}

const copyOf = (parameters: SaeParameters): DenseParameters => ({
  encoder: parameters.encoder.values.slice(),
  encoderBias: parameters.encoderBias.values.slice(),
  decoder: parameters.decoder.values.slice(),
  decoderBias: parameters.decoderBias.values.slice(),
});

/** 1 where a sparse batch has an entry. */
function maskOf({ offsets, features }: ActiveRows): Float32Array {
  const mask = new Float32Array(ROWS * FEATURES);
  for (let row = 0; row < ROWS; row++) {
    for (const feature of features.slice(offsets[row], offsets[row + 1])) mask[row * FEATURES + feature] = 1;
  }
  return mask;
}

function expectSame(
  { pass, prefixes, parameters }: Setup,
  active: ActiveRows,
  revived: ActiveRows | null,
  options: LossOptions,
): void {
  const batch = { x: pass.x.values, active: maskOf(active), revived: revived && maskOf(revived) };
  const expected = denseStep(copyOf(parameters), batch, options, prefixes);
  const losses = pass.run(active, revived, options);
  for (const name of ["squaredError", "sparsity", "auxiliary"] as const) {
    const truth = expected.losses[name];
    expect(Math.abs(losses[name] - truth), name).toBeLessThanOrEqual(2e-6 * Math.abs(truth));
  }
  for (const name of PARAMETER_NAMES) {
    const truth = expected.gradients[name];
    const largest = Math.max(...truth.map(Math.abs));
    expect(largest, `${name} has a gradient`).toBeGreaterThan(0.01);
    const found = pass.gradients[name].values;
    const error = Math.max(...truth.map((g, i) => Math.abs(g - (found[i] ?? NaN))));
    expect(error / largest, `gradient of ${name}`).toBeLessThan(2e-6);
  }
}

const DEAD = new Set([2, 3, 11, 17]);

/** Active features without the dead ones, and the dead ones alone. */
function withDead(pre: Float32Array): { active: ActiveRows; revived: ActiveRows } {
  const positive = sparseAbove(pre, FEATURES, 0);
  const isDead = (n: number) => DEAD.has(positive.features[n] ?? -1);
  return {
    active: keepEntries(positive, (n) => !isDead(n) && (positive.values[n] ?? 0) > 2),
    revived: keepEntries(positive, isDead),
  };
}

describe("gradients of one SAE step", () => {
  beforeAll(() => pickBackend("wasm"));

  test("BatchTopK, with the mask fixed", async () => {
    const s = await setup(1);
    const { rows } = batchTopK(s.pre, FEATURES, 4 * ROWS, 0);
    expect(rows.values).toHaveLength(4 * ROWS);
    expectSame(s, rows, null, { l1: 0, auxiliary: 0 });
  });

  test("ReLU with the penalty on f times the decoder's norm", async () => {
    const s = await setup(2);
    expectSame(s, sparseAbove(s.pre, FEATURES, 0), null, { l1: 0.7, auxiliary: 0 });
  });

  test("AuxK: dead features model what the others leave", async () => {
    const s = await setup(3);
    const { active, revived } = withDead(s.pre);
    expect(revived.values.length).toBeGreaterThan(ROWS);
    expectSame(s, active, revived, { l1: 0, auxiliary: 1 / 32 });
  });

  test("everything at once, twice in a row: nothing is left over from the step before", async () => {
    const s = await setup(4);
    const { active, revived } = withDead(s.pre);
    expectSame(s, active, revived, { l1: 0.3, auxiliary: 0.5 });
    expectSame(s, revived, active, { l1: 0.1, auxiliary: 0.2 });
  });

  test("Matryoshka: every prefix reconstructs on its own", async () => {
    const s = await setup(6, [3, 9, FEATURES]);
    const { rows } = batchTopK(s.pre, FEATURES, 6 * ROWS, 0);
    expectSame(s, rows, null, { l1: 0, auxiliary: 0 });
    const { active, revived } = withDead(s.pre);
    expectSame(s, active, revived, { l1: 0.3, auxiliary: 0.5 });
  });

  test("rows without an active feature only move the decoder's bias", async () => {
    const s = await setup(5);
    const none = keepEntries(sparseAbove(s.pre, FEATURES, 0), () => false);
    const { squaredError, sparsity } = s.pass.run(none, null, { l1: 1, auxiliary: 0 });
    const bias = s.parameters.decoderBias.values;
    const expected = s.pass.x.values.reduce((sum, x, i) => sum + (x - (bias[i % WIDTH] ?? 0)) ** 2, 0) / ROWS;
    expect(squaredError).toBeCloseTo(expected, 3);
    expect(sparsity).toBe(0);
    for (const name of ["encoder", "encoderBias", "decoder"] as const)
      expect(s.pass.gradients[name].values.every((g) => g === 0)).toBe(true);
    expect(s.pass.gradients.decoderBias.values.some((g) => g !== 0)).toBe(true);
  });
});
