/**
 * The form in which SAEs are run and shown: decoder rows of unit length, activations in units of the residual
 * stream (a_i = f_i |d_i|), no average-norm factor left. Reconstructions stay what they were.
 */
import { FeaturescopeError } from "@/domain/errors";
import { saeOutput } from "@/domain/models";
import { checkFinite } from "../files/check-finite";
import type { Sae } from "./sae";

export interface FoldOptions {
  /** sqrt(d) / mean norm of the activations, for an SAE with average-norm that does not say (formats/saelens.ts). */
  inputScale?: number;
}

/**
 * Scaling an encoder column with its decoder row changes nothing for relu, jumprelu and batchtopk (the threshold
 * scales along), but top-k would choose other features. Where its rows differ in length, a top-k SAE keeps its
 * encoder and gets a weight activation_scale [m], by which activations are multiplied after the choice.
 * Throws BAD_INPUT when average-norm has no factor, CORRUPT_FILE where a product is beyond 32-bit numbers.
 */
export function foldForInference(sae: Sae, options: FoldOptions = {}): Sae {
  const { config } = sae;
  const { dSae } = config;
  const { width } = saeOutput(config);
  const arrays = new Map([...sae.weights].map(([name, { data }]) => [name, Float32Array.from(data)]));
  if (config.architecture === "gated") foldGate(arrays, dSae);
  const array = (name: string) => arrays.get(name) ?? new Float32Array();
  const [encoder, decoder, bEnc, bDec] = [array("W_enc"), array("W_dec"), array("b_enc"), array("b_dec")];
  const threshold = array("threshold");

  const scaleFeatures = (factors: Float64Array) => {
    multiply(encoder, (i) => factors[i % dSae] ?? 0);
    multiply(bEnc, (i) => factors[i] ?? 0);
  };
  const divideDirections = (norms: Float64Array) =>
    multiply(decoder, (i) => 1 / (norms[Math.floor(i / width)] || 1));

  // Chosen by norm: afterwards rows have unit length, and a threshold (in units of the product) stays as it is.
  if (config.rescaleByDecoderNorm) {
    const norms = rowNorms(decoder, width);
    scaleFeatures(norms);
    divideDirections(norms);
  }

  if (config.inputNormalisation === "average-norm") {
    const inputScale = knownScale(options.inputScale);
    multiply(encoder, () => inputScale);
    multiply(decoder, () => 1 / inputScale);
    multiply(bDec, () => 1 / inputScale);
  }

  const norms = rowNorms(decoder, width);
  divideDirections(norms);
  const separate = config.architecture === "topk" && !equal(norms);
  if (!separate) {
    scaleFeatures(norms);
    multiply(threshold, (i) => norms[i] ?? 0);
  }
  const { inputNormalisation } = config;
  if (separate) arrays.set("activation_scale", Float32Array.from(norms));
  const weights = new Map(
    [...arrays].map(([name, data]) => {
      const shape = sae.weights.get(name)?.shape ?? [dSae];
      return [name, { dtype: "float32", shape, data } as const];
    }),
  );
  // finite numbers may multiply to others that are not, such as exp(r_mag)
  checkFinite(weights, "The SAE with its scales folded in");
  return {
    config: {
      ...config,
      rescaleByDecoderNorm: undefined,
      inputNormalisation: inputNormalisation === "average-norm" ? undefined : inputNormalisation,
    },
    weights,
  };
}

/** Throws BAD_INPUT where an SAE with average-norm comes without its factor. */
export function knownScale(inputScale: number | undefined): number {
  if (inputScale !== undefined && inputScale > 0 && Number.isFinite(inputScale)) return inputScale;
  throw new FeaturescopeError(
    "BAD_INPUT",
    "This SAE reads activations scaled by a factor that is not in its file (expected_average_only_in).",
    "Give the factor with --input-scale: sqrt(d_in) divided by the mean norm of the model's activations at its hook on " +
      'the training text. SAELens keeps it in activation_scaler.json as "scaling_factor".',
  );
}

/**
 * Gated SAEs (Rajamanoharan et al. 2024a) compute p = x W_enc and give relu(exp(r) p + b_mag) where p + b_gate > 0. With
 * z = exp(r) p + b_mag the gate is open where z > b_mag - exp(r) b_gate: a JumpReLU with that threshold, exactly.
 */
function foldGate(arrays: Map<string, Float32Array<ArrayBuffer>>, dSae: number): void {
  const [gate, magnitude, rates, encoder] = ["b_gate", "b_mag", "r_mag", "W_enc"].map((name) =>
    arrays.get(name),
  );
  if (!gate || !magnitude || !rates || !encoder) return;
  const scales = Float64Array.from(rates, Math.exp);
  multiply(encoder, (i) => scales[i % dSae] ?? 0);
  arrays.set("b_enc", magnitude);
  arrays.set(
    "threshold",
    magnitude.map((bias, i) => bias - (scales[i] ?? 0) * (gate[i] ?? 0)),
  );
  for (const name of ["b_gate", "b_mag", "r_mag"]) arrays.delete(name);
}

/** Up to the rounding of 32-bit storage; rows that are 0 do not count. */
function equal(norms: Float64Array): boolean {
  const alive = norms.filter((norm) => norm > 0);
  const first = alive[0] ?? 1;
  return alive.every((norm) => Math.abs(norm / first - 1) < 1e-6);
}

function rowNorms(matrix: Float32Array, width: number): Float64Array {
  const norms = new Float64Array(matrix.length / width);
  for (let row = 0; row < norms.length; row++) {
    let square = 0;
    for (let i = row * width; i < (row + 1) * width; i++) square += (matrix[i] ?? 0) ** 2;
    norms[row] = Math.sqrt(square);
  }
  return norms;
}

function multiply(values: Float32Array, factor: (index: number) => number): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * factor(i);
}
