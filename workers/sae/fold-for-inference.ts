/**
 * The form in which SAEs are run and shown: decoder rows of unit length, activations in units of the residual
 * stream (a_i = f_i |d_i|), no average-norm factor left. Reconstructions stay what they were.
 */
import { FeaturescopeError } from "@/domain/errors";
import type { Sae } from "./sae";

/** Largest share by which the decoder norms of a top-k SAE may differ: 16-bit storage alone brings up to 0.4 %. */
const NORM_TOLERANCE = 0.01;

export interface FoldOptions {
  /** sqrt(d) / mean norm of the activations, for an SAE with average-norm that does not say (formats/saelens.ts). */
  inputScale?: number;
}

/**
 * Scaling an encoder column with its decoder row changes nothing for relu, jumprelu and batchtopk (the threshold
 * scales along). Top-k would choose other features, so all of them get the same factor, and rows of clearly
 * different norms are refused. Throws BAD_INPUT when average-norm has no factor, UNSUPPORTED for what cannot be
 * brought into this form.
 */
export function foldForInference(sae: Sae, options: FoldOptions = {}): Sae {
  const { config } = sae;
  const { dIn, dSae } = config;
  if (config.inputNormalisation === "layer-norm" || config.inputNormalisation === "constant-norm")
    throw unsupported(`SAEs that normalise every token (${config.inputNormalisation})`);
  const arrays = new Map([...sae.weights].map(([name, { data }]) => [name, Float32Array.from(data)]));
  const array = (name: string) => arrays.get(name) ?? new Float32Array();
  const [encoder, decoder, bEnc, bDec] = [array("W_enc"), array("W_dec"), array("b_enc"), array("b_dec")];
  const threshold = array("threshold");

  const scaleEncoder = (feature: number, factor: number) => {
    scaleEvery(encoder, feature, dSae, encoder.length, factor);
    scaleEvery(bEnc, feature, 1, feature + 1, factor);
  };
  const scaleDecoder = (feature: number, factor: number) =>
    scaleEvery(decoder, feature * dIn, 1, (feature + 1) * dIn, factor);
  const inverse = (norm: number) => (norm > 0 ? 1 / norm : 0);

  // Chosen by norm: afterwards rows have unit length, and a threshold (in units of the product) stays as it is.
  if (config.rescaleByDecoderNorm)
    for (const [feature, norm] of rowNorms(decoder, dIn).entries()) {
      scaleEncoder(feature, norm);
      scaleDecoder(feature, inverse(norm));
    }

  if (config.inputNormalisation === "average-norm") {
    const { inputScale } = options;
    if (inputScale === undefined || !(inputScale > 0) || !Number.isFinite(inputScale))
      throw new FeaturescopeError(
        "BAD_INPUT",
        "This SAE reads activations scaled by a factor that is not in its file (expected_average_only_in).",
        "Give the factor: sqrt(d_in) divided by the mean norm of the model's activations at its hook.",
      );
    scaleEvery(encoder, 0, 1, encoder.length, inputScale);
    scaleEvery(decoder, 0, 1, decoder.length, 1 / inputScale);
    scaleEvery(bDec, 0, 1, dIn, 1 / inputScale);
  }

  const norms = rowNorms(decoder, dIn);
  if (config.architecture === "topk") {
    const mean = norms.reduce((sum, norm) => sum + norm, 0) / dSae;
    if (norms.some((norm) => Math.abs(norm - mean) > NORM_TOLERANCE * mean))
      throw unsupported("A top-k SAE that neither has decoder rows of one length nor rescales by them");
    norms.fill(mean);
  }
  for (const [feature, norm] of norms.entries()) {
    scaleDecoder(feature, inverse(norm));
    scaleEncoder(feature, norm);
    if (threshold.length > 0) scaleEvery(threshold, feature, 1, feature + 1, norm);
  }
  return {
    config: { ...config, rescaleByDecoderNorm: undefined, inputNormalisation: undefined },
    weights: new Map([...sae.weights].map(([name, weight]) => [name, { ...weight, data: array(name) }])),
  };
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

/** values[i] *= factor for i = start, start + stride, ... below end. */
function scaleEvery(values: Float32Array, start: number, stride: number, end: number, factor: number): void {
  for (let i = start; i < end; i += stride) values[i] = (values[i] ?? 0) * factor;
}

const unsupported = (what: string) =>
  new FeaturescopeError("UNSUPPORTED", `${what} cannot be run yet.`, "Use an SAE without it.");
