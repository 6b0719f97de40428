/** Whole steps of JumpReLU against the paper's formulas (arXiv 2407.14435) in double precision, and a small training. */
import { describe, expect, test } from "vitest";
import { Random } from "@/domain/random";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { foldTrainer } from "@/workers/sae/training/fold";
import { trainingOptions } from "@/workers/sae/training/options";
import { SaeTrainer, type StepMetrics } from "@/workers/sae/training/trainer";

const [ROWS, FEATURES, WIDTH] = [8, 12, 8];
const OPTIONS = trainingOptions.parse({
  ...{
    hookName: "blocks.0.hook_resid_post",
    architecture: "jumprelu",
    features: FEATURES,
    l0: 0.2,
    bandwidth: 1.5,
  },
  ...{ batch: ROWS, steps: 10, rate: 0.01, warmupSteps: 0, decayShare: 0, auxiliary: 0 },
  ...{ deadAfterTokens: 1000, bufferTokens: 1000, seed: 2 },
});
const PLAIN = { mean: new Float32Array(WIDTH), scale: 1 };

const normals = (length: number, random: Random) => Float32Array.from({ length }, () => random.normal());
const at = (values: ArrayLike<number>, i: number) => values[i] ?? NaN;
const indices = (length: number) => [...Array(length).keys()];
const sum = (length: number, of: (i: number) => number) =>
  indices(length).reduce((total, i) => total + of(i), 0);

/** Gradients of mean |x - xhat|^2, over each prefix's features and averaged over prefixes, plus l0 times what is active. */
function gradients(trainer: SaeTrainer, x: Float32Array, prefixes: readonly number[]) {
  const { encoder, encoderBias, decoder, decoderBias } = trainer.parameters;
  const E = (i: number, j: number) => at(encoder.values, i * WIDTH + j);
  const D = (i: number, j: number) => at(decoder.values, i * WIDTH + j);
  const result = {
    encoderBias: new Float64Array(FEATURES),
    log: new Float64Array(FEATURES),
    l0: 0,
    error: 0,
  };
  const { bandwidth = NaN, l0 = NaN } = OPTIONS;
  for (const row of indices(ROWS)) {
    const input = (j: number) => at(x, row * WIDTH + j);
    const z = indices(FEATURES).map(
      (i) => at(encoderBias.values, i) + sum(WIDTH, (j) => E(i, j) * (input(j) - at(decoderBias.values, j))),
    );
    const theta = indices(FEATURES).map((i) => Math.exp(at(trainer.jump?.log.values ?? [], i)));
    const f = z.map((value, i) => (value > at(theta, i) ? value : 0));
    const errorOf = (end: number) =>
      indices(WIDTH).map((j) => at(decoderBias.values, j) + sum(end, (i) => at(f, i) * D(i, j)) - input(j));
    result.error += sum(WIDTH, (j) => at(errorOf(FEATURES), j) ** 2) / ROWS;
    for (const i of indices(FEATURES)) {
      const ends = prefixes.filter((end) => i < end);
      const slope =
        ends.reduce((all, end) => all + sum(WIDTH, (j) => 2 * at(errorOf(end), j) * D(i, j)), 0) /
        (ROWS * prefixes.length);
      const active = at(f, i) > 0;
      const u = (at(z, i) - at(theta, i)) / bandwidth;
      const kernel = u > -0.5 && u < 0.5 ? 1 : 0;
      const byTheta = -((at(theta, i) * slope + l0 / ROWS) / bandwidth) * kernel;
      result.log[i] = at(result.log, i) + byTheta * at(theta, i);
      if (active) result.encoderBias[i] = at(result.encoderBias, i) + slope;
      if (active) result.l0 += 1 / ROWS;
    }
  }
  return result;
}

describe("training with JumpReLU", () => {
  test.each([
    ["all features", undefined],
    ["Matryoshka prefixes", [3, 7]],
  ])("a step is that of the formulas, with %s", async (_, prefixes) => {
    const trainer = await SaeTrainer.create(createOnnxEngine(), { ...OPTIONS, prefixes }, PLAIN);
    const random = new Random(8);
    trainer.parameters.encoderBias.values.set(normals(FEATURES, random));
    trainer.jump?.log.values.set(normals(FEATURES, random).map((value) => value / 3 - 0.3));
    const x = normals(ROWS * WIDTH, random);
    const expected = gradients(trainer, x, [...(prefixes ?? []), FEATURES]);
    const before = trainer.parameters.encoderBias.values.slice();
    const metrics = await trainer.train(x);
    expect(metrics.squaredError).toBeCloseTo(expected.error, 4);
    expect(metrics.l0).toBeCloseTo(expected.l0, 10);
    expect(metrics.sparsity).toBeCloseTo((OPTIONS.l0 ?? NaN) * expected.l0, 6);
    expect(expected.log.filter((g) => Math.abs(g) > 0.01).length).toBeGreaterThan(6);
    trainer.jump?.gradient.values.forEach((g, i) => expect(g).toBeCloseTo(at(expected.log, i), 4));
    // the pre-activation gets the slope where it is active and nothing of the penalty; Adam's first moment is a tenth of it
    trainer.moments.encoderBias.first.values.forEach((m, i) =>
      expect(10 * m).toBeCloseTo(at(expected.encoderBias, i), 4),
    );
    expect(trainer.parameters.encoderBias.values).not.toEqual(before);
    await trainer.dispose();
  });

  test("the penalty counts in part while it warms up", async () => {
    const x = normals(ROWS * WIDTH, new Random(8));
    const sparsity = async (sparsityWarmupSteps: number) => {
      const trainer = await SaeTrainer.create(createOnnxEngine(), { ...OPTIONS, sparsityWarmupSteps }, PLAIN);
      const metrics = await trainer.train(x);
      await trainer.dispose();
      return metrics.sparsity / metrics.l0;
    };
    expect(await sparsity(0)).toBeCloseTo(0.2, 10);
    expect(await sparsity(4)).toBeCloseTo(0.05, 10);
  });

  test("thresholds are folded into units of the model's activations", async () => {
    const trainer = await SaeTrainer.create(createOnnxEngine(), OPTIONS, { ...PLAIN, scale: 0.25 });
    const thresholds = trainer.jump?.thresholds() ?? [];
    const folded = foldTrainer(trainer).get("threshold");
    expect(folded?.shape).toEqual([FEATURES]);
    folded?.data.forEach((value, i) => expect(value).toBeCloseTo(4 * at(thresholds, i), 5));
    await trainer.dispose();
  });

  test("finds a dictionary that made its data, with about as many active features as made each input", async () => {
    const random = new Random(1);
    const [directions, batch] = [16, 64];
    const dictionary = indices(directions).map(() => {
      const row = normals(WIDTH, random);
      const norm = Math.hypot(...row);
      return row.map((value) => value / norm);
    });
    const sample = () => {
      const x = new Float32Array(batch * WIDTH);
      for (const row of indices(batch))
        for (const _ of indices(2)) {
          const direction = dictionary[Math.floor(random.uniform() * directions)] ?? [];
          const strength = 2 + random.uniform();
          for (const j of indices(WIDTH))
            x[row * WIDTH + j] = at(x, row * WIDTH + j) + strength * at(direction, j);
        }
      return x;
    };
    const options = { ...OPTIONS, features: 24, batch, steps: 900, l0: 0.3, bandwidth: 0.5, decayShare: 0.2 };
    const trainer = await SaeTrainer.create(createOnnxEngine(), options, PLAIN);
    const metrics: StepMetrics[] = [];
    while (metrics.length < options.steps) metrics.push(await trainer.train(sample()));
    const last = metrics.slice(-20);
    const mean = (of: (m: StepMetrics) => number) =>
      last.reduce((total, m) => total + of(m), 0) / last.length;
    expect(metrics[0]?.l0).toBeGreaterThan(5);
    expect(mean(({ l0 }) => l0)).toBeGreaterThan(1.5);
    expect(mean(({ l0 }) => l0)).toBeLessThan(4);
    expect(mean(({ fvu }) => fvu)).toBeLessThan(0.1);
    await trainer.dispose();
  });
});
