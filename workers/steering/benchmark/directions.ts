/** Directions that no feature has, as the decoder of an SAE whose features are never active, for the steered batch. */
import { hashPair, Random } from "@/domain/random";
import type { HostTensor } from "../../engine/ops";
import type { HookReader } from "../../models/hook-reader";
import type { Sae } from "../../sae/sae";
import { decoderOf } from "../from-hook";
import type { FeatureEvidence, PeakWindow } from "./request";

/** Tokens around a peak whose mean stream is taken. */
const BEFORE = 3;
const AFTER = 2;
/** Tokens of a background passage, as far into a text as peaks are. */
const BACKGROUND_TOKENS = 34;

/** Finds the double's direction for streams around a feature's peaks, beside those of any text; [tokens, d] each. */
export type DoubleDirection = (around: Float32Array, background: Float32Array) => Promise<Float32Array>;

/**
 * For each feature a random direction, then for each its DiffMean, then for each its double's where there is a double;
 * [2 or 3 x features, d], as long as the feature's own.
 */
export async function makeDirections(
  reader: Pick<HookReader, "read">,
  sae: Sae,
  features: readonly FeatureEvidence[],
  background: readonly ArrayLike<number>[],
  { seed, double }: { seed: number; double?: DoubleDirection | undefined },
): Promise<Sae> {
  const { directions: decoder, width } = decoderOf(sae);
  const data = new Float32Array((double ? 3 : 2) * features.length * width);
  const any = await reader.read(background.map((ids) => Array.from(ids).slice(0, BACKGROUND_TOKENS)));
  const mean = meanOf(any, width);
  for (const [i, { feature, heldIn }] of features.entries()) {
    const length = Math.hypot(...decoder.subarray(feature * width, (feature + 1) * width));
    const random = new Random(hashPair(seed, feature), 3);
    const drawn = Float64Array.from({ length: width }, () => random.normal());
    data.set(scaledTo(drawn, length), i * width);
    const around = rowsAround(await reader.read(heldIn.map(({ ids }) => ids)), heldIn, width);
    const difference = meanOf(around, width).map((value, j) => value - (mean[j] ?? 0));
    data.set(scaledTo(difference, length), (features.length + i) * width);
    if (double)
      data.set(
        scaledTo(Float64Array.from(await double(around, any)), length),
        (2 * features.length + i) * width,
      );
  }
  return silentSae(data, width, sae.config.hookName);
}

/** Places of a feature's directions in the decoder of {@link makeDirections}. */
export const directionPlaces = (place: number, features: number) => ({
  "random-direction": place,
  "diff-mean": features + place,
  double: 2 * features + place,
});

/** An SAE of which nothing is ever active, with these decoder rows. */
export function silentSae(directions: Float32Array, width: number, hookName: string): Sae {
  const count = directions.length / width;
  const zeros = (...shape: number[]): HostTensor => ({
    ...{ dtype: "float32", shape },
    data: new Float32Array(shape.reduce((product, size) => product * size, 1)),
  });
  return {
    config: { architecture: "relu", dIn: width, dSae: count, hookName, subtractDecoderBias: false },
    weights: new Map([
      ["W_enc", zeros(width, count)],
      ["b_enc", zeros(count)],
      ["W_dec", { dtype: "float32", shape: [count, width], data: directions }],
      ["b_dec", zeros(width)],
    ]),
  };
}

/** Rows of the streams [tokens without BOS, d] of windows that lie around their peaks. */
function rowsAround(streams: Float32Array, windows: readonly PeakWindow[], width: number): Float32Array {
  const rows: Float32Array[] = [];
  let start = 0;
  for (const { ids, peak } of windows) {
    for (let at = Math.max(1, peak - BEFORE); at <= Math.min(ids.length - 1, peak + AFTER); at++)
      rows.push(streams.subarray((start + at - 1) * width, (start + at) * width));
    start += ids.length - 1;
  }
  const data = new Float32Array(rows.length * width);
  rows.forEach((row, i) => data.set(row, i * width));
  return data;
}

function meanOf(rows: Float32Array, width: number): Float64Array {
  const sum = new Float64Array(width);
  for (let i = 0; i < rows.length; i++) sum[i % width] = (sum[i % width] ?? 0) + (rows[i] ?? 0);
  return sum.map((value) => value / Math.max(1, rows.length / width));
}

function scaledTo(vector: Float64Array, length: number): Float32Array {
  const own = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => (own === 0 ? 0 : (value / own) * length));
}
