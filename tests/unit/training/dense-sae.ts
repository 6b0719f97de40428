/** The training loss in its dense form, differentiated by TensorFlow.js: what the sparse step is compared with. */
import * as tf from "@tensorflow/tfjs";
import type { LossOptions, StepLosses } from "@/workers/sae/training/backward";
import { PARAMETER_NAMES } from "@/workers/sae/training/parameters";

export type ParameterName = (typeof PARAMETER_NAMES)[number];
/** encoder and decoder [features, width], encoderBias [features], decoderBias [width]. */
export type DenseParameters = Record<ParameterName, Float32Array>;

export interface DenseBatch {
  /** [rows, width]. */
  x: Float32Array;
  /** [rows, features], 1 where a feature decodes the row. */
  active: Float32Array;
  /** [rows, features], 1 where a dead feature models what the active ones leave; null for none. */
  revived: Float32Array | null;
}

type Variables = Record<ParameterName, tf.Variable>;

/** Rectified pre-activations [rows, features]. */
export function preActivations(parameters: DenseParameters, x: Float32Array): Float32Array {
  return tf.tidy(() => {
    const variables = variablesOf(parameters);
    const pre = encode(variables, rowsOf(x, parameters.decoderBias.length));
    tf.dispose(variables);
    return pre.dataSync<"float32">().slice();
  });
}

/** Loss terms and the gradients of their sum. */
export function denseStep(
  parameters: DenseParameters,
  batch: DenseBatch,
  options: LossOptions,
  prefixes: readonly number[] = [parameters.encoderBias.length],
): { losses: StepLosses; gradients: DenseParameters } {
  return tf.tidy(() => {
    const variables = variablesOf(parameters);
    const { encoderBias, decoder, decoderBias } = variables;
    const x = rowsOf(batch.x, decoderBias.size);
    const active = rowsOf(batch.active, encoderBias.size);
    const perRow = (errors: tf.Tensor) => tf.div(tf.sum(errors), x.shape[0]);
    const kept = () => tf.mul(encode(variables, x), active);
    const reconstruct = (end = encoderBias.size) => {
      const within = tf.tensor1d(
        Float32Array.from({ length: encoderBias.size }, (_, i) => (i < end ? 1 : 0)),
      );
      return tf.add(tf.matMul(tf.mul<tf.Tensor2D>(kept(), within), decoder), decoderBias);
    };

    // A constant: only the dead features that model it move for it.
    const left = tf.sub(x, reconstruct());
    const terms: Record<keyof StepLosses, () => tf.Tensor> = {
      squaredError: () => perRow(tf.squaredDifference(x, reconstruct())),
      sparsity: () => tf.mul(options.l1, perRow(tf.mul(kept(), tf.norm(decoder, 2, 1)))),
      auxiliary: () => {
        if (!batch.revived) return tf.scalar(0);
        const modelled = tf.matMul(
          tf.mul(encode(variables, x), rowsOf(batch.revived, encoderBias.size)),
          decoder,
        );
        return tf.mul(options.auxiliary, perRow(tf.squaredDifference(left, modelled)));
      },
    };
    const nested = () =>
      tf.div(
        tf.addN(prefixes.map((end) => perRow(tf.squaredDifference(x, reconstruct(end))))),
        prefixes.length,
      );
    const { grads } = tf.variableGrads(
      () => tf.addN([nested(), terms.sparsity(), terms.auxiliary()]) as tf.Scalar,
      Object.values(variables),
    );
    const value = (term: () => tf.Tensor) => term().dataSync()[0] ?? NaN;
    const result = {
      losses: {
        squaredError: value(terms.squaredError),
        sparsity: value(terms.sparsity),
        auxiliary: value(terms.auxiliary),
      },
      gradients: byName(
        (name) => grads[variables[name].name]?.dataSync<"float32">().slice() ?? new Float32Array(),
      ),
    };
    tf.dispose(variables);
    return result;
  });
}

const encode = ({ encoder, encoderBias, decoderBias }: Variables, x: tf.Tensor2D) =>
  tf.relu(tf.add(tf.matMul(tf.sub(x, decoderBias), encoder, false, true), encoderBias));

function variablesOf(parameters: DenseParameters): Variables {
  const width = parameters.decoderBias.length;
  return byName((name) => {
    const values = parameters[name];
    const matrix = name === "encoder" || name === "decoder";
    return tf.variable(matrix ? rowsOf(values, width) : tf.tensor1d(values));
  });
}

const rowsOf = (values: Float32Array, width: number) => tf.tensor2d(values, [values.length / width, width]);

const byName = <T>(value: (name: ParameterName) => T) =>
  Object.fromEntries(PARAMETER_NAMES.map((name) => [name, value(name)])) as Record<ParameterName, T>;
