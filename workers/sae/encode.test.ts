import { afterAll, describe, expect, test } from "vitest";
import type { InputNormalisation, SaeConfig } from "@/domain/models";
import { Random } from "@/domain/random";
import { createOnnxEngine } from "../engine/onnx/engine";
import type { HostTensor } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import { encode } from "./encode";
import { jointWeights, type Sae } from "./sae";

const [D, M, N] = [6, 10, 5];

function randomTranscoder(inputNormalisation: InputNormalisation): Sae {
  const random = new Random(8);
  const tensor = (...shape: number[]): HostTensor => ({
    dtype: "float32",
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
  });
  const config: SaeConfig = {
    ...{ architecture: "relu", dIn: D, dSae: M, hookName: "blocks.1.mlp.hook_in" },
    ...{
      output: { hookName: "blocks.1.hook_mlp_out", width: D },
      subtractDecoderBias: false,
      inputNormalisation,
    },
  };
  const weights = new Map([
    ["W_enc", tensor(D, M)],
    ["W_dec", tensor(M, D)],
    ["b_enc", tensor(M)],
    ["b_dec", tensor(D)],
  ]);
  return { config, weights };
}

/** By SAELens' formulas (sae.py, transcoder.py) in float64. */
const NORMALISE = {
  "layer-norm": (row: readonly number[]) => {
    const mean = row.reduce((a, b) => a + b) / D;
    const deviation = Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (D - 1));
    return row.map((value) => (value - mean) / (deviation + 1e-5));
  },
  "constant-norm": (row: readonly number[]) =>
    row.map((value) => (value * Math.sqrt(D)) / Math.hypot(...row)),
};

describe("a transcoder that normalises its input", () => {
  const engine = createOnnxEngine();
  afterAll(() => engine.dispose());

  test.each(["layer-norm", "constant-norm"] as const)(
    "%s: what it writes has its own scale",
    async (kind) => {
      const sae = randomTranscoder(kind);
      const random = new Random(3);
      const x = Float32Array.from({ length: N * D }, () => 3 + 5 * random.normal());
      const program = await engine.compile(
        {
          name: "transcoder",
          inputs: { x: { dtype: "float32", shape: ["tokens", D] } },
          build(ops, inputs) {
            const { features, decode } = encode(ops, sae, input(inputs, "x"));
            return { decoded: decode(features) };
          },
        },
        jointWeights({ weights: new Map() }, sae),
      );
      const outputs = await program.run({ x: { dtype: "float32", shape: [N, D], data: x } });
      await program.dispose();
      const weight = (name: string) => sae.weights.get(name)?.data ?? new Float32Array();
      for (let token = 0; token < N; token++) {
        const normalised = NORMALISE[kind](Array.from(x.subarray(token * D, (token + 1) * D)));
        const features = Array.from({ length: M }, (_, i) =>
          Math.max(
            0,
            normalised.reduce(
              (sum, value, d) => sum + value * (weight("W_enc")[d * M + i] ?? 0),
              weight("b_enc")[i] ?? 0,
            ),
          ),
        );
        for (let d = 0; d < D; d++) {
          const written = features.reduce(
            (sum, f, i) => sum + f * (weight("W_dec")[i * D + d] ?? 0),
            weight("b_dec")[d] ?? 0,
          );
          expect(input(outputs, "decoded").data[token * D + d]).toBeCloseTo(written, 3);
        }
      }
    },
  );
});
