import type { Engine, HostTensor } from "../../engine/ops";
import { input } from "../../engine/ops-inputs";
import { encode } from "../encode";
import { SAE_PREFIX, type Sae } from "../sae";

/** Upper bits of a float32 that tell values apart: 8 of exponent and 13 of mantissa, 0.012 % wide bins. */
const DROPPED_BITS = 10;
const ROWS = 1024;

/**
 * The one threshold at which an SAE has `l0` active features a token on average over held-out activations [rows, d].
 * A running mean from training lags behind while the threshold still falls; this does not.
 */
export async function calibrateThreshold(
  engine: Engine,
  sae: Sae,
  activations: Float32Array,
  l0: number,
): Promise<number> {
  const { dIn } = sae.config;
  const open: Sae = { ...sae, config: { ...sae.config, architecture: "relu" } };
  const program = await engine.compile(
    {
      name: "pre-activations",
      inputs: { x: { dtype: "float32", shape: ["rows", dIn] } },
      build: (ops, inputs) => ({ pre: encode(ops, open, input(inputs, "x")).features }),
    },
    new Map([...sae.weights].map(([name, tensor]): [string, HostTensor] => [SAE_PREFIX + name, tensor])),
  );
  const histogram = new Uint32Array(1 << (31 - DROPPED_BITS));
  const rows = activations.length / dIn;
  for (let row = 0; row < rows; row += ROWS) {
    const data = activations.subarray(row * dIn, Math.min(rows, row + ROWS) * dIn);
    const { pre } = await program.run({ x: { dtype: "float32", shape: [data.length / dIn, dIn], data } });
    const values = pre?.data as Float32Array;
    const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
    for (let i = 0; i < bits.length; i++) {
      const bin = (bits[i] as number) >>> DROPPED_BITS;
      histogram[bin] = (histogram[bin] as number) + 1;
    }
  }
  await program.dispose();
  let bin = histogram.length - 1;
  for (let above = 0; bin > 0; bin--) {
    above += histogram[bin] as number;
    if (above >= l0 * rows) break;
  }
  return new Float32Array(Uint32Array.of(bin << DROPPED_BITS).buffer)[0] ?? 0;
}
