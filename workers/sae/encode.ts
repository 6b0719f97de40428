/** SAE architectures on Ops, for SAEs in the form of fold-for-inference.ts. */
import type { Ops } from "../engine/ops";
import { SAE_PREFIX, type Sae } from "./sae";

const LAYER_NORM_EPS = 1e-5;

export interface Encoding<T> {
  /** Activations as they are shown, [.., m]. */
  features: T;
  /** Reconstruction of the residual stream from (possibly edited) activations: [.., m] -> [.., d]. */
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
    decode: (features) => restore(ops.add(ops.matmul(features, weight("W_dec")), weight("b_dec"))),
  };
}

function choose<T>(ops: Ops<T>, { config }: Sae, z: T): T {
  switch (config.architecture) {
    case "relu":
      return ops.relu(z);
    case "topk":
      return ops.keepTopK(ops.relu(z), config.k ?? config.dSae);
    case "batchtopk": // at inference a fixed threshold stands in for the batch (Bussmann et al. 2024)
    case "jumprelu":
      return ops.mul(ops.relu(z), ops.greater(z, ops.weight(`${SAE_PREFIX}threshold`)));
  }
}

/** Input normalisation that depends on the token, and its inverse at the output (formulas: domain/models.ts). */
function normalise<T>(ops: Ops<T>, { config }: Sae, x: T): { normalised: T; restore: (y: T) => T } {
  switch (config.inputNormalisation) {
    case "layer-norm": {
      const mean = ops.mean(x, -1, true);
      const centred = ops.sub(x, mean);
      const variance = ops.div(ops.sum(ops.mul(centred, centred), -1, true), ops.constant(config.dIn - 1));
      const deviation = ops.sqrt(variance);
      return {
        normalised: ops.div(centred, deviation),
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
