/** From training space (centred, scaled inputs) to an SAE that reads the residual stream as it is. */
import type { HostTensor, Weights } from "../../engine/ops";
import type { SaeTrainer } from "./trainer";

/**
 * Weights W_enc [d, m], W_dec [m, d] (unit rows but for relu), b_enc [m], b_dec [d], and threshold [m] of jumprelu. With
 * x' = (x - mean) * scale, f' = scale * f: activations come out in units of the residual stream.
 * b_dec is folded into b_enc, so the input is not centred at inference (apply_b_dec_to_input false).
 */
export function foldTrainer(trainer: SaeTrainer): Weights {
  const { mean, scale } = trainer.normalisation;
  const width = mean.length;
  const features = trainer.options.features;
  const encoderRows = trainer.parameters.encoder.values;
  const { decoderBias, encoderBias, decoder } = trainer.parameters;

  const encoder = new Float32Array(width * features);
  const bEnc = new Float32Array(features);
  for (let feature = 0; feature < features; feature++) {
    let shift = 0;
    for (let j = 0; j < width; j++) {
      const weight = encoderRows[feature * width + j] as number;
      encoder[j * features + feature] = weight;
      shift += ((mean[j] as number) + (decoderBias.values[j] as number) / scale) * weight;
    }
    bEnc[feature] = (encoderBias.values[feature] as number) / scale - shift;
  }
  const bDec = Float32Array.from(mean, (m, j) => m + (decoderBias.values[j] as number) / scale);
  const tensor = (data: Float32Array, shape: number[]): HostTensor => ({ dtype: "float32", shape, data });
  const weights: Weights = new Map([
    ["W_enc", tensor(encoder, [width, features])],
    ["W_dec", tensor(decoder.values.slice(), [features, width])],
    ["b_enc", tensor(bEnc, [features])],
    ["b_dec", tensor(bDec, [width])],
  ]);
  if (!trainer.jump) return weights;
  const threshold = Float32Array.from(trainer.jump.thresholds(), (value) => value / scale);
  return new Map([...weights, ["threshold", tensor(threshold, [features])]]);
}
