/** Directions that no feature has, as the decoder of an SAE whose features are never active, for the steered batch. */
import { hashPair, Random } from "@/domain/random";
import { DIRECTION_ARMS, type DirectionArm } from "@/domain/steering-benchmark";
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
 * Directions of every feature and arm, as long as the feature's own, [arms x features, d] ({@link directionPlace}); zeros
 * where an arm has none, such as without a double.
 */
export async function makeDirections(
  reader: Pick<HookReader, "read">,
  sae: Sae,
  features: readonly FeatureEvidence[],
  background: readonly ArrayLike<number>[],
  { seed, double }: { seed: number; double?: DoubleDirection | undefined },
): Promise<Sae> {
  const { directions: decoder, width } = decoderOf(sae);
  const data = new Float32Array(DIRECTION_ARMS.length * features.length * width);
  const any = await reader.read(background.map((ids) => Array.from(ids).slice(0, BACKGROUND_TOKENS)));
  const mean = meanOf(any, width);
  for (const [place, { feature, heldIn, vector }] of features.entries()) {
    const length = Math.hypot(...decoder.subarray(feature * width, (feature + 1) * width));
    const set = (arm: DirectionArm, direction: Float64Array) =>
      data.set(scaledTo(direction, length), directionPlace(arm, place, features.length) * width);
    const random = new Random(hashPair(seed, feature), 3);
    set(
      "random-direction",
      Float64Array.from({ length: width }, () => random.normal()),
    );
    const around = rowsAround(await reader.read(heldIn.map(({ ids }) => ids)), heldIn, width);
    set(
      "diff-mean",
      meanOf(around, width).map((value, j) => value - (mean[j] ?? 0)),
    );
    if (double) set("double", Float64Array.from(await double(around, any)));
    if (vector) set("vector", Float64Array.from(vector));
  }
  return silentSae(data, width, sae.config.hookName);
}

/** Place of a feature's direction in the decoder of {@link makeDirections}. */
export const directionPlace = (arm: DirectionArm, place: number, features: number): number =>
  DIRECTION_ARMS.indexOf(arm) * features + place;

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
