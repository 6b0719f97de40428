import { expect, test } from "vitest";
import { Random } from "@/domain/random";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { foldTrainer } from "@/workers/sae/training/fold";
import { normaliseInto } from "@/workers/sae/training/normalisation";
import { PARAMETER_NAMES } from "@/workers/sae/training/parameters";
import { SaeTrainer } from "@/workers/sae/training/trainer";

const [FEATURES, WIDTH] = [12, 8];

/** relu((x - shift) E + b) D + c, for rows of E and D one feature each. */
function reconstruct(
  x: Float32Array,
  shift: ArrayLike<number>,
  sae: { encoder: ArrayLike<number>; b: ArrayLike<number>; decoder: ArrayLike<number>; c: ArrayLike<number> },
): { features: number[]; output: number[] } {
  const at = (values: ArrayLike<number>, i: number) => values[i] as number;
  const features = Array.from({ length: FEATURES }, (_, f) => {
    let z = at(sae.b, f);
    for (let j = 0; j < WIDTH; j++) z += (at(x, j) - at(shift, j)) * at(sae.encoder, f * WIDTH + j);
    return Math.max(0, z);
  });
  const output = Array.from(
    { length: WIDTH },
    (_, j) =>
      at(sae.c, j) + features.reduce((sum, value, f) => sum + value * at(sae.decoder, f * WIDTH + j), 0),
  );
  return { features, output };
}

test("the folded SAE does on raw activations what training did on normalised ones", async () => {
  const random = new Random(2);
  const mean = Float32Array.from({ length: WIDTH }, () => random.normal());
  const scale = 0.37;
  const trainer = await SaeTrainer.create(
    createOnnxEngine(),
    {
      hookName: "blocks.0.hook_resid_post",
      architecture: "relu",
      features: FEATURES,
      l1: 0.1,
      batch: 4,
      steps: 1,
      rate: 1e-3,
      warmupSteps: 0,
      decayShare: 0,
      auxiliary: 0,
      deadAfterTokens: 10,
      bufferTokens: 10,
      seed: 1,
    },
    { mean, scale },
  );
  for (const name of PARAMETER_NAMES) {
    const { values } = trainer.parameters[name];
    for (let i = 0; i < values.length; i++) values[i] = random.normal();
  }
  const { encoder, encoderBias, decoder, decoderBias } = trainer.parameters;
  const folded = foldTrainer(trainer);
  const weight = (name: string) => folded.get(name)?.data ?? new Float32Array();
  expect(Array.from(folded, ([name, { shape }]) => [name, ...shape])).toEqual([
    ["W_enc", WIDTH, FEATURES],
    ["W_dec", FEATURES, WIDTH],
    ["b_enc", FEATURES],
    ["b_dec", WIDTH],
  ]);
  const byFeature = Float32Array.from(
    { length: FEATURES * WIDTH },
    (_, i) => weight("W_enc")[(i % WIDTH) * FEATURES + Math.floor(i / WIDTH)] ?? NaN,
  );

  const raw = Float32Array.from({ length: WIDTH }, () => 3 * random.normal());
  const normalised = new Float32Array(WIDTH);
  normaliseInto(normalised, raw, trainer.normalisation);
  const inTraining = reconstruct(normalised, decoderBias.values, {
    encoder: encoder.values,
    b: encoderBias.values,
    decoder: decoder.values,
    c: decoderBias.values,
  });
  const atInference = reconstruct(raw, new Float32Array(WIDTH), {
    encoder: byFeature,
    b: weight("b_enc"),
    decoder: weight("W_dec"),
    c: weight("b_dec"),
  });
  expect(inTraining.features.filter((value) => value > 0).length).toBeGreaterThan(3);
  atInference.features.forEach((value, f) => {
    expect(value * scale).toBeCloseTo(inTraining.features[f] ?? NaN, 5);
  });
  atInference.output.forEach((value, j) => {
    expect((value - (mean[j] ?? NaN)) * scale).toBeCloseTo(inTraining.output[j] ?? NaN, 4);
  });
  await trainer.dispose();
});
