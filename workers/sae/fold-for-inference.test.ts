import { describe, expect, it } from "vitest";
import type { SaeConfig } from "@/domain/models";
import { Random } from "@/domain/random";
import type { HostTensor } from "../engine/ops";
import { foldForInference } from "./fold-for-inference";
import type { Sae } from "./sae";

const D = 4;
const M = 12;

function sae(more: Partial<SaeConfig>): Sae {
  const random = new Random(3);
  const tensor = (shape: number[], scale: number): HostTensor => ({
    dtype: "float32",
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal() * scale),
  });
  const weights = new Map([
    ["W_enc", tensor([D, M], 1)],
    // Norms from near 0 to about 5.
    ["W_dec", tensor([M, D], 1.5)],
    ["b_enc", tensor([M], 0.3)],
    ["b_dec", tensor([D], 0.5)],
  ]);
  const config: SaeConfig = {
    architecture: "relu",
    dIn: D,
    dSae: M,
    hookName: "blocks.0.hook_resid_post",
    subtractDecoderBias: true,
    ...more,
  };
  if (config.architecture === "jumprelu" || config.architecture === "batchtopk")
    weights.set("threshold", {
      ...tensor([M], 1),
      data: Float32Array.from({ length: M }, (_, i) => 0.1 * i),
    });
  return { config, weights };
}

const data = ({ weights }: Sae, name: string) => Array.from(weights.get(name)?.data ?? []);
const row = (values: number[], i: number) => values.slice(i * D, (i + 1) * D);
const norm = (values: number[]) => Math.hypot(...values);

/** SAELens 6.54's own definition of encoding and decoding one token, with activations as they are shown. */
function run(sae: Sae, token: number[], inputScale = 1): { shown: number[]; reconstruction: number[] } {
  const { config } = sae;
  const [encoder, decoder] = [data(sae, "W_enc"), data(sae, "W_dec")];
  const [bEnc, bDec, threshold] = [data(sae, "b_enc"), data(sae, "b_dec"), data(sae, "threshold")];
  const norms = Array.from({ length: M }, (_, i) => norm(row(decoder, i)));
  const scale = config.inputNormalisation === "average-norm" ? inputScale : 1;
  const centred = token.map((x, j) => x * scale - (config.subtractDecoderBias ? (bDec[j] ?? 0) : 0));
  const pre = norms.map((n, i) => {
    const z = centred.reduce((sum, x, j) => sum + x * (encoder[j * M + i] ?? 0), bEnc[i] ?? 0);
    return config.rescaleByDecoderNorm ? z * n : z;
  });
  const kept = [...pre].sort((a, b) => b - a)[(config.k ?? M) - 1] ?? 0;
  const f = pre.map((z, i) => {
    const active =
      threshold.length > 0 ? z > (threshold[i] ?? 0) : config.architecture !== "topk" || z >= kept;
    return active && z > 0 ? z : 0;
  });
  const scaled = f.map((a, i) => (config.rescaleByDecoderNorm ? a / (norms[i] ?? 1) : a));
  const actScale = sae.weights.has("activation_scale") ? data(sae, "activation_scale") : norms.map(() => 1);
  const used = scaled.map((a, i) => a * (actScale[i] ?? 0));
  const reconstruction = bDec.map(
    (b, j) => used.reduce((sum, a, i) => sum + a * (decoder[i * D + j] ?? 0), b) / scale,
  );
  return { shown: used.map((a, i) => (a * (norms[i] ?? 0)) / scale), reconstruction };
}

const close = (a: number[], b: number[]) =>
  a.forEach((value, i) => expect(value).toBeCloseTo(b[i] ?? NaN, 4));

describe("an SAE folded for inference", () => {
  it.each<[string, Partial<SaeConfig>, number?]>([
    ["relu", {}],
    ["relu, bias not subtracted", { subtractDecoderBias: false }],
    ["relu, average-norm", { inputNormalisation: "average-norm" }, 2.5],
    ["jumprelu", { architecture: "jumprelu" }],
    ["jumprelu, average-norm", { architecture: "jumprelu", inputNormalisation: "average-norm" }, 0.4],
    ["topk", { architecture: "topk", k: 3 }],
    ["topk by decoder norm", { architecture: "topk", k: 3, rescaleByDecoderNorm: true }],
    ["topk, average-norm", { architecture: "topk", k: 3, inputNormalisation: "average-norm" }, 2.5],
    [
      "topk by decoder norm, average-norm",
      { architecture: "topk", k: 3, rescaleByDecoderNorm: true, inputNormalisation: "average-norm" },
      2.5,
    ],
    ["batchtopk", { architecture: "batchtopk", k: 3 }],
    ["batchtopk by decoder norm", { architecture: "batchtopk", k: 3, rescaleByDecoderNorm: true }],
    [
      "batchtopk by decoder norm, average-norm",
      { architecture: "batchtopk", rescaleByDecoderNorm: true, inputNormalisation: "average-norm" },
      2.5,
    ],
  ])("%s: the same reconstruction, activations for directions of unit length", (_, config, inputScale) => {
    const before = sae(config);
    const after = foldForInference(before, { inputScale });
    for (let i = 0; i < M; i++) expect(norm(row(data(after, "W_dec"), i))).toBeCloseTo(1, 6);
    expect(after.config.inputNormalisation).toBeUndefined();
    expect(after.config.rescaleByDecoderNorm).toBeUndefined();
    const random = new Random(11);
    let active = 0;
    for (let i = 0; i < 50; i++) {
      const token = Array.from({ length: D }, () => random.normal() * 2);
      const [expected, got] = [run(before, token, inputScale), run(after, token)];
      close(got.shown, expected.shown);
      close(got.reconstruction, expected.reconstruction);
      active += got.shown.filter((a) => a > 0).length;
    }
    expect(active).toBeGreaterThan(50);
  });

  it("leaves the SAE that it was given alone", () => {
    const before = sae({ architecture: "jumprelu" });
    foldForInference(before);
    expect(before).toEqual(sae({ architecture: "jumprelu" }));
  });

  it("needs no scale after top-k when all decoder rows have one length", () => {
    const before = sae({ architecture: "topk", k: 3 });
    const decoder = before.weights.get("W_dec")?.data as Float32Array;
    for (let i = 0; i < M; i++) {
      const length = norm(row(Array.from(decoder), i));
      for (let j = 0; j < D; j++) decoder[i * D + j] = (2 * (decoder[i * D + j] ?? 0)) / length;
    }
    const after = foldForInference(before);
    expect(after.weights.has("activation_scale")).toBe(false);
    close(
      data(after, "b_enc"),
      data(before, "b_enc").map((b) => 2 * b),
    );
  });

  it("silences a feature without a direction", () => {
    const before = sae({ architecture: "jumprelu" });
    (before.weights.get("W_dec")?.data as Float32Array).fill(0, 0, D);
    const after = foldForInference(before);
    expect([...after.weights.values()].every(({ data }) => data.every(Number.isFinite))).toBe(true);
    expect(run(after, [3, -3, 3, -3]).shown[0]).toBe(0);
  });

  it.each([undefined, 0, -1, NaN, Infinity])(
    "refuses the input scale %s where one is needed",
    (inputScale) => {
      expect(() => foldForInference(sae({ inputNormalisation: "average-norm" }), { inputScale })).toThrow(
        "scaled by a factor that is not in its file",
      );
    },
  );

  it("keeps a normalisation that depends on the token for the engine", () => {
    const after = foldForInference(sae({ inputNormalisation: "layer-norm" }));
    expect(after.config.inputNormalisation).toBe("layer-norm");
  });
});

it("refuses finite numbers of which the product is beyond 32 bits", () => {
  const gated = sae({ architecture: "gated" });
  const list = (value: number): HostTensor => ({
    dtype: "float32",
    shape: [M],
    data: new Float32Array(M).fill(value),
  });
  const fold = (rate: number) => () =>
    foldForInference({
      ...gated,
      weights: new Map([
        ...gated.weights,
        ["b_gate", list(0.5)],
        ["b_mag", list(0.5)],
        ["r_mag", list(rate)],
      ]),
    });
  expect(fold(1)).not.toThrow();
  expect(fold(100)).toThrow(/folded in: W_enc\[0, 0\] is -?Infinity, not a finite number/);
});
