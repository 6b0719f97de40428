/** SAE architectures on Ops, for SAEs in the form of fold-for-inference.ts. */
import type { Ops } from "../engine/ops";
import { SAE_PREFIX, type Sae } from "./sae";

const LAYER_NORM_EPS = 1e-5;

export interface Encoding<T> {
  /** Activations as they are shown, [.., m]. */
  features: T;
  /** Reconstruction of the input, or of a transcoder's target, from (possibly edited) activations: [.., m] -> [.., d]. */
  decode(features: T): T;
}

/** Runs the encoder on x [.., d]. */
export function encode<T>(ops: Ops<T>, sae: Sae, x: T): Encoding<T> {
  const weight = (name: string) => ops.weight(SAE_PREFIX + name);
  const { normalised, restore } = normalise(ops, sae, x);
  const centred = sae.config.subtractDecoderBias ? ops.sub(normalised, weight("b_dec")) : normalised;
  const z = ops.add(ops.matmul(centred, weight("W_enc")), weight("b_enc"));
  const chosen = choose(ops, sae, z);
  return {
    features: sae.weights.has("activation_scale") ? ops.mul(chosen, weight("activation_scale")) : chosen,
    decode(features) {
      const decoded = restore(ops.add(ops.matmul(features, weight("W_dec")), weight("b_dec")));
      if (!sae.config.skip) return decoded;
      return ops.add(decoded, ops.matmul(x, weight("W_skip"), { transposeB: true }));
    },
  };
}

/**
 * Features as {@link encode} gives them, in the form that costs least to compute and to search: for x [tokens, d] the
 * result [tokens, m] is above 0 only where a feature is active, and its activation there is the result plus
 * {@link activationOffsets}. The threshold is part of the bias, so that nothing is left to do after the product.
 */
export function encodeLowered<T>(ops: Ops<T>, sae: Sae, x: T): T {
  const offsets = activationOffsets(sae);
  if (!offsets) return encode(ops, sae, x).features;
  const weight = (name: string) => ops.weight(SAE_PREFIX + name);
  const { normalised } = normalise(ops, sae, x);
  const centred = sae.config.subtractDecoderBias ? ops.sub(normalised, weight("b_dec")) : normalised;
  return ops.add(ops.matmul(centred, weight("W_enc")), ops.sub(weight("b_enc"), weight("threshold")));
}

/** What to add to each feature of {@link encodeLowered}, [m]; null where that is nothing. */
export function activationOffsets({ weights }: Sae): Float32Array | null {
  const threshold = weights.get("threshold");
  return threshold ? (threshold.data as Float32Array) : null;
}

function choose<T>(ops: Ops<T>, { config }: Sae, z: T): T {
  switch (config.architecture) {
    case "relu":
      return ops.relu(z);
    case "topk":
      return ops.keepTopK(ops.relu(z), config.k ?? config.dSae);
    case "gated": // as folding leaves it
    case "batchtopk": // at inference a fixed threshold stands in for the batch (Bussmann et al. 2024)
    case "jumprelu":
      return ops.mul(ops.relu(z), ops.greater(z, ops.weight(`${SAE_PREFIX}threshold`)));
  }
}

interface Normalised<T> {
  normalised: T;
  /** What undoes it at the output. */
  restore: (y: T) => T;
}

/** What is done to the input of every token (formulas: domain/models.ts). */
function normalise<T>(ops: Ops<T>, sae: Sae, x: T): Normalised<T> {
  if (!sae.config.centred) return scale(ops, sae, x);
  const mean = ops.mean(x, -1, true);
  const { normalised, restore } = scale(ops, sae, ops.sub(x, mean));
  return { normalised, restore: (y) => ops.add(restore(y), mean) };
}

function scale<T>(ops: Ops<T>, { config }: Sae, x: T): Normalised<T> {
  switch (config.inputNormalisation) {
    case "layer-norm": {
      const mean = ops.mean(x, -1, true);
      const centred = ops.sub(x, mean);
      const variance = ops.div(ops.sum(ops.mul(centred, centred), -1, true), ops.constant(config.dIn - 1));
      const deviation = ops.sqrt(variance);
      return {
        normalised: ops.div(centred, ops.add(deviation, ops.constant(LAYER_NORM_EPS))),
        restore: (y) => ops.add(ops.mul(y, deviation), mean),
      };
    }
    case "constant-norm": {
      const norm = ops.sqrt(ops.sum(ops.mul(x, x), -1, true));
      const scale = ops.div(norm, ops.constant(Math.sqrt(config.dIn)));
      return { normalised: ops.div(x, scale), restore: (y) => ops.mul(y, scale) };
    }
    case "average-norm":
      throw new Error("Average-norm is folded into the weights before an SAE is run.");
    case undefined:
      return { normalised: x, restore: (y) => y };
  }
}
