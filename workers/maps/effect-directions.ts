import { saeOutput, type LanguageModelConfig } from "@/domain/models";
import type { Engine, Ops, Weights } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import { familyOf } from "../models/families";
import type { Sae } from "../sae/sae";
import { decoderDirections, type Directions } from "./nearest-directions";

/** Rows of the projection that are multiplied at once: 512 rows of 50,000 logits are 100 MB. */
const STEP = 512;
const ROWS_PER_RUN = 4096;
/** Added to the diagonal, relative to its mean: the product of rounded numbers may fall short of positive. */
const RIDGE = 1e-6;

/**
 * Vectors whose cosines are those of the features' effects on the logits of all tokens (the direct logits d W_U of
 * dashboards/promoted-tokens.ts, less their mean over tokens, which no probability depends on), at the width of the
 * residual stream instead of the vocabulary: d L, where L Lᵀ = W W ᵀ is Cholesky's and W the centred W_U.
 */
export async function effectDirections(
  engine: Engine,
  model: { config: LanguageModelConfig; weights: Weights },
  sae: Sae,
): Promise<Directions> {
  const written = await writtenDirections(engine, model, sae);
  const factor = cholesky(await logitProducts(engine, model, written.width), written.width);
  const { data, width } = written;
  const turned = new Float32Array(data.length);
  const sums = new Float64Array(width);
  for (let row = 0; row < data.length; row += width) {
    sums.fill(0);
    for (let i = 0; i < width; i++) {
      const x = data[row + i] as number;
      for (let j = 0, at = i * width; j <= i; j++, at++)
        sums[j] = (sums[j] as number) + x * (factor[at] as number);
    }
    turned.set(sums, row);
  }
  return { data: turned, width };
}

/** What each feature writes into the residual stream. */
async function writtenDirections(
  engine: Engine,
  model: { config: LanguageModelConfig; weights: Weights },
  sae: Sae,
): Promise<Directions> {
  const directions = decoderDirections(sae);
  const { hookName, width } = saeOutput(sae.config);
  const attention = /^blocks\.(\d+)\.attn\.hook_z$/.exec(hookName)?.[1];
  if (attention === undefined) return { ...directions, width };
  const residual = model.config.width;
  const features = directions.data.length / width;
  const written = new Float32Array(features * residual);
  const program = await engine.compile(
    {
      name: "written-directions",
      brief: true,
      inputs: { directions: { dtype: "float32", shape: ["rows", width] } },
      build: (ops, inputs) => ({
        written: familyOf(model.config).fromAttention(
          ops,
          model.config,
          Number(attention),
          input(inputs, "directions"),
        ),
      }),
    },
    model.weights,
  );
  try {
    for (let first = 0; first < features; first += ROWS_PER_RUN) {
      const data = directions.data.subarray(first * width, (first + ROWS_PER_RUN) * width);
      const shape = [data.length / width, width];
      const outputs = await program.run({ directions: { dtype: "float32", shape, data } });
      written.set(input(outputs, "written").data, first * residual);
    }
  } finally {
    await program.dispose();
  }
  return { data: written, width: residual };
}

/** W Wᵀ of the centred projection from the residual stream to logits, [width, width]. */
async function logitProducts(
  engine: Engine,
  model: { config: LanguageModelConfig; weights: Weights },
  width: number,
): Promise<Float64Array> {
  const program = await engine.compile(
    {
      name: "logit-products",
      brief: true,
      inputs: {
        left: { dtype: "float32", shape: ["rows", width] },
        right: { dtype: "float32", shape: ["columns", width] },
      },
      build(ops, inputs) {
        return {
          products: ops.matmul(
            centredLogits(ops, model.config, input(inputs, "left")),
            centredLogits(ops, model.config, input(inputs, "right")),
            { transposeB: true },
          ),
        };
      },
    },
    model.weights,
  );
  const all = new Float64Array(width * width);
  try {
    for (let first = 0; first < width; first += STEP)
      for (let other = 0; other <= first; other += STEP) {
        const [left, right] = [unitRows(first, width), unitRows(other, width)];
        const { data } = input(await program.run({ left, right }), "products");
        const columns = right.shape[0];
        data.forEach((x, n) => {
          const [i, j] = [first + Math.floor(n / columns), other + (n % columns)];
          all[i * width + j] = x;
          all[j * width + i] = x;
        });
      }
  } finally {
    await program.dispose();
  }
  return all;
}

function centredLogits<T>(ops: Ops<T>, config: LanguageModelConfig, directions: T): T {
  const logits = familyOf(config).project(ops, config, directions);
  return ops.sub(logits, ops.mean(logits, 1, true));
}

/** Rows [first, first + STEP) of the identity. */
function unitRows(first: number, width: number) {
  const rows = Math.min(STEP, width - first);
  const data = new Float32Array(rows * width);
  for (let i = 0; i < rows; i++) data[i * width + first + i] = 1;
  return { dtype: "float32", shape: [rows, width], data } as const;
}

/** The lower triangle L with L Lᵀ = A, row after row. */
export function cholesky(symmetric: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n);
  let trace = 0;
  for (let i = 0; i < n; i++) trace += symmetric[i * n + i] as number;
  const ridge = (RIDGE * trace) / n;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = (symmetric[i * n + j] as number) + (i === j ? ridge : 0);
      for (let k = 0, a = i * n, b = j * n; k < j; k++, a++, b++)
        sum -= (lower[a] as number) * (lower[b] as number);
      lower[i * n + j] = i === j ? Math.sqrt(Math.max(sum, ridge)) : sum / (lower[j * n + j] as number);
    }
  return lower;
}
