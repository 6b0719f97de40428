/** Whole training steps against the dense formulation: selection, gradients, Adam, unit rows, silence. */
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "@/domain/random";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { pickBackend } from "@/workers/engine/tfjs/backend";
import { learningRate, type TrainingOptions } from "@/workers/sae/training/options";
import { PARAMETER_NAMES } from "@/workers/sae/training/parameters";
import { SaeTrainer, type StepMetrics } from "@/workers/sae/training/trainer";
import { denseStep, preActivations, type DenseParameters, type ParameterName } from "./dense-sae";

const [ROWS, FEATURES, WIDTH] = [16, 24, 12];

const BATCHTOPK: TrainingOptions = {
  hookName: "blocks.0.hook_resid_post",
  architecture: "batchtopk",
  features: FEATURES,
  k: 3,
  l1: 0,
  batch: ROWS,
  steps: 10,
  rate: 0.01,
  warmupSteps: 3,
  decayShare: 0.2,
  auxiliary: 1 / 32,
  deadAfterTokens: 100,
  bufferTokens: 1000,
  seed: 9,
};
/** JumpReLU, whose steps need more than a mask, has jumprelu.test.ts. */
const OPTIONS: Record<Exclude<TrainingOptions["architecture"], "jumprelu">, TrainingOptions> = {
  batchtopk: BATCHTOPK,
  topk: { ...BATCHTOPK, architecture: "topk" },
  relu: { ...BATCHTOPK, architecture: "relu", k: undefined, l1: 0.2 },
};

const NORMALISATION = { mean: Float32Array.from({ length: WIDTH }, (_, j) => j / 10), scale: 0.7 };

/** Activations of step s, and the same centred and scaled. */
function batchOf(step: number): { raw: Float32Array; x: Float32Array } {
  const random = new Random(100 + step);
  const raw = Float32Array.from({ length: ROWS * WIDTH }, () => 2 * random.normal());
  const x = raw.map((value, i) => (value - (NORMALISATION.mean[i % WIDTH] ?? 0)) * NORMALISATION.scale);
  return { raw, x };
}

const create = (options: TrainingOptions) => SaeTrainer.create(createOnnxEngine(), options, NORMALISATION);

const copyOf = ({ parameters }: SaeTrainer): DenseParameters => ({
  encoder: parameters.encoder.values.slice(),
  encoderBias: parameters.encoderBias.values.slice(),
  decoder: parameters.decoder.values.slice(),
  decoderBias: parameters.decoderBias.values.slice(),
});

/** The n-th largest positive value, or 0 when there are not so many. */
const nth = (values: Iterable<number>, n: number) =>
  [...values].filter((v) => v > 0).sort((a, b) => b - a)[n - 1] ?? 0;

const rowMask = (pre: Float32Array, keep: (value: number, row: Float32Array, feature: number) => boolean) =>
  pre.map((value, i) => {
    const start = i - (i % FEATURES);
    return Number(value > 0 && keep(value, pre.subarray(start, start + FEATURES), i % FEATURES));
  });

/** A second trainer, from the formulas alone. */
class DenseTrainer {
  private readonly moments = new Map<ParameterName, { first: Float64Array; second: Float64Array }>();
  private step = 0;

  constructor(
    private readonly options: TrainingOptions,
    readonly parameters: DenseParameters,
    readonly silent: number[],
  ) {}

  train(x: Float32Array): { auxiliary: number; squaredError: number; l0: number; revived: Float32Array } {
    const { options, parameters } = this;
    const pre = preActivations(parameters, x);
    const active = this.activeMask(pre);
    const isDead = (feature: number) => (this.silent[feature] ?? 0) > options.deadAfterTokens;
    const revived = rowMask(pre, (value, row, feature) => {
      const dead = row.map((v, i) => (isDead(i) ? v : 0));
      return isDead(feature) && value >= nth(dead, WIDTH / 2);
    });
    const { losses, gradients } = denseStep(
      parameters,
      { x, active, revived: this.silent.some((_, i) => isDead(i)) ? revived : null },
      options,
    );
    const unit = options.architecture !== "relu";
    if (unit)
      eachRow(gradients.decoder, (row, at) => project(row, parameters.decoder.subarray(at, at + WIDTH)));
    const rate = learningRate(options, this.step++);
    for (const name of PARAMETER_NAMES) this.adam(name, gradients[name], rate);
    if (unit) eachRow(parameters.decoder, (row) => row.set(row.map((v) => v / Math.hypot(...row))));
    this.silent.forEach((tokens, i) => {
      this.silent[i] = active.some((on, place) => on > 0 && place % FEATURES === i) ? 0 : tokens + ROWS;
    });
    return { ...losses, l0: active.reduce((a, b) => a + b) / ROWS, revived };
  }

  private activeMask(pre: Float32Array): Float32Array {
    const { architecture, k = 0 } = this.options;
    if (architecture === "relu") return rowMask(pre, () => true);
    if (architecture === "topk") return rowMask(pre, (value, row) => value >= nth(row, k));
    const threshold = nth(pre, k * ROWS);
    return rowMask(pre, (value) => value >= threshold);
  }

  private adam(name: ParameterName, gradient: Float32Array, rate: number): void {
    const values = this.parameters[name];
    const fresh = () => new Float64Array(values.length);
    const { first, second } = this.moments.get(name) ?? { first: fresh(), second: fresh() };
    this.moments.set(name, { first, second });
    gradient.forEach((g, i) => {
      const m = (first[i] = 0.9 * (first[i] ?? 0) + 0.1 * g);
      const v = (second[i] = 0.999 * (second[i] ?? 0) + 0.001 * g * g);
      const root = Math.sqrt(v / (1 - 0.999 ** this.step)) + 1e-8;
      values[i] = (values[i] ?? 0) - (rate * (m / (1 - 0.9 ** this.step))) / root;
    });
  }
}

function eachRow(matrix: Float32Array, change: (row: Float32Array, at: number) => void): void {
  for (let at = 0; at < matrix.length; at += WIDTH) change(matrix.subarray(at, at + WIDTH), at);
}

function project(gradient: Float32Array, direction: Float32Array): void {
  const along = gradient.reduce((sum, g, i) => sum + g * (direction[i] ?? 0), 0);
  gradient.forEach((g, i) => (gradient[i] = g - along * (direction[i] ?? 0)));
}

describe("training steps", () => {
  beforeAll(() => pickBackend("wasm"));

  test.each(["batchtopk", "topk", "relu"] as const)(
    "five steps of %s are those of the formulas",
    async (name) => {
      const options = OPTIONS[name];
      const trainer = await create(options);
      // Features that have been silent for long, so that AuxK has something to do from the first step on.
      for (const feature of [1, 4, 5, 13, 14, 15, 16, 22]) trainer.silentTokens[feature] = 101;
      const dense = new DenseTrainer(options, copyOf(trainer), [...trainer.silentTokens]);
      for (let step = 0; step < 5; step++) {
        const { raw, x } = batchOf(step);
        const expected = dense.train(x);
        const metrics = await trainer.train(raw);
        expect(metrics.l0).toBe(expected.l0);
        expect(metrics.squaredError).toBeCloseTo(expected.squaredError, 4);
        expect(metrics.auxiliary).toBeCloseTo(expected.auxiliary, 5);
        if (step === 0) {
          expect(metrics.auxiliary).toBeGreaterThan(0.01);
          const perRow = Array.from({ length: ROWS }, (_, row) =>
            expected.revived.subarray(row * FEATURES, (row + 1) * FEATURES).reduce((a, b) => a + b),
          );
          expect(Math.max(...perRow)).toBeGreaterThan(2);
        }
        expect([...trainer.silentTokens]).toEqual(dense.silent);
        for (const parameter of PARAMETER_NAMES) {
          const found = trainer.parameters[parameter].values;
          const errors = dense.parameters[parameter].map((value, i) => Math.abs(value - (found[i] ?? NaN)));
          expect(Math.max(...errors), `${parameter} after step ${step + 1}`).toBeLessThan(2e-5);
        }
      }
      await trainer.dispose();
    },
  );

  test("metrics: FVU against the batch's mean, dead features, rate", async () => {
    const trainer = await create(BATCHTOPK);
    trainer.silentTokens.fill(100);
    const { raw, x } = batchOf(0);
    const metrics = await trainer.train(raw);
    const power = x.reduce((sum, value) => sum + value * value, 0) / ROWS;
    expect(metrics.fvu).toBeCloseTo(metrics.squaredError / power, 5);
    expect(metrics.rate).toBeCloseTo(BATCHTOPK.rate / 3, 8);
    expect(metrics.step).toBe(1);
    // Those that did not fire now have been silent for 116 > 100 tokens.
    expect(metrics.dead).toBe(trainer.silentTokens.filter((tokens) => tokens === 116).length);
    expect(trainer.silentTokens.some((tokens) => tokens === 0)).toBe(true);
    await trainer.dispose();
  });

  test("decoder rows begin and stay at unit length for top-k, and begin at a tenth for ReLU", async () => {
    const norms = (trainer: SaeTrainer) => {
      const rows: number[] = [];
      eachRow(trainer.parameters.decoder.values, (row) => rows.push(Math.hypot(...row)));
      return { least: Math.min(...rows), most: Math.max(...rows) };
    };
    const topk = await create(OPTIONS.topk);
    for (const moment of ["before", "after"]) {
      expect(norms(topk).least, moment).toBeCloseTo(1, 5);
      expect(norms(topk).most, moment).toBeCloseTo(1, 5);
      if (moment === "before") await topk.train(batchOf(0).raw);
    }
    const relu = await create(OPTIONS.relu);
    expect(norms(relu).least).toBeCloseTo(0.1, 6);
    expect(relu.parameters.encoder.values).toEqual(relu.parameters.decoder.values);
    await Promise.all([topk.dispose(), relu.dispose()]);
  });

  test("learns a dictionary that made its data", async () => {
    const random = new Random(1);
    const dictionary = Array.from({ length: 16 }, () => {
      const row = Array.from({ length: WIDTH }, () => random.normal());
      return row.map((v) => v / Math.hypot(...row));
    });
    const sample = () => {
      const x = new Float32Array(ROWS * 4 * WIDTH);
      eachRow(x, (row) => {
        for (let n = 0; n < 2; n++) {
          const direction = dictionary[Math.floor(random.uniform() * 16)] ?? [];
          const strength = 1 + random.uniform();
          row.forEach((v, j) => (row[j] = v + strength * (direction[j] ?? 0)));
        }
      });
      return x;
    };
    const options = { ...BATCHTOPK, batch: ROWS * 4, k: 2, steps: 600, deadAfterTokens: 2000 };
    const mean = new Float32Array(WIDTH);
    const trainer = await SaeTrainer.create(createOnnxEngine(), options, { mean, scale: 1 });
    let last: StepMetrics | undefined;
    let first: StepMetrics | undefined;
    for (let step = 0; step < options.steps; step++) {
      last = await trainer.train(sample());
      first ??= last;
    }
    expect(first?.fvu).toBeGreaterThan(0.4);
    expect(last?.fvu).toBeLessThan(0.1);
    await trainer.dispose();
  });
});

describe("schedules", () => {
  test.each([
    ["batchtopk", [5, 4.5, 4, 3.5, 3, 3]],
    ["topk", [5, 5, 4, 4, 3, 3]],
  ] as const)("%s keeps as many as k is at each step", async (name, expected) => {
    const trainer = await create({ ...OPTIONS[name], kFrom: 5, kAnnealSteps: 4 });
    const l0: number[] = [];
    for (const step of expected.keys()) l0.push((await trainer.train(batchOf(step).raw)).l0);
    expect(l0).toEqual(expected);
    await trainer.dispose();
  });

  test("the penalty counts in part while it warms up", async () => {
    const [warm, whole] = await Promise.all([
      create({ ...OPTIONS.relu, sparsityWarmupSteps: 4 }),
      create(OPTIONS.relu),
    ]);
    const [part, all] = [await warm.train(batchOf(0).raw), await whole.train(batchOf(0).raw)];
    expect(part.squaredError).toBe(all.squaredError);
    expect(part.sparsity / all.sparsity).toBeCloseTo(1 / 4, 5);
    await Promise.all([warm.dispose(), whole.dispose()]);
  });
});

describe("a frozen decoder", () => {
  test("stays at its random directions, while the rest takes the steps that it would take", async () => {
    const [frozen, free] = await Promise.all([
      create({ ...BATCHTOPK, frozenDecoder: true }),
      create(BATCHTOPK),
    ]);
    const before = copyOf(frozen);
    await frozen.train(batchOf(0).raw);
    await free.train(batchOf(0).raw);
    // the decoders were the same when the first gradients were taken
    for (const name of ["encoder", "encoderBias", "decoderBias"] as const)
      expect(copyOf(frozen)[name], name).toEqual(copyOf(free)[name]);
    await frozen.train(batchOf(1).raw);
    expect(copyOf(frozen).decoder).toEqual(before.decoder);
    expect(copyOf(free).decoder).not.toEqual(before.decoder);
  });
});
