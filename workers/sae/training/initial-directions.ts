/** Where the rows of encoder and decoder begin. */
import { createHash } from "node:crypto";
import { Random } from "@/domain/random";
import { normaliseInto, type Normalisation } from "./normalisation";
import { normaliseRows } from "./normalise-rows";

/** A stream of random numbers that the order of the tokens (activation-buffer.ts) does not use. */
const DRAW_STREAM = -1;

/** Unit rows [features, width], uniform over all directions. */
export function randomDirections(features: number, width: number, seed: number): Float32Array {
  const random = new Random(seed);
  const directions = Float32Array.from({ length: features * width }, () => random.normal());
  normaliseRows(directions, width);
  return directions;
}

/**
 * Unit rows [features, width] along the normalised activations of tokens that the seed draws, none twice. Tokens with the
 * same activation (those after the same first words of a passage) count once, because features that begin alike stay alike.
 * Where there are fewer tokens than features, the last rows are {@link randomDirections}.
 * @param activations as the model gives them, [tokens, width]
 */
export function directionsFromData(
  activations: Float32Array,
  normalisation: Normalisation,
  features: number,
  seed: number,
): Float32Array {
  const width = normalisation.mean.length;
  const directions = randomDirections(features, width, seed);
  const order = Uint32Array.from({ length: activations.length / width }, (_, token) => token);
  new Random(seed, DRAW_STREAM).shuffle(order);
  const drawn = new Set<string>();
  const row = new Float32Array(width);
  for (const token of order) {
    if (drawn.size === features) break;
    const activation = activations.subarray(token * width, (token + 1) * width);
    const key = createHash("sha256").update(activation).digest("base64");
    if (drawn.has(key)) continue;
    normaliseInto(row, activation, normalisation);
    normaliseRows(row, width);
    if (row.every((value) => value === 0)) continue; // the mean itself
    directions.set(row, drawn.size * width);
    drawn.add(key);
  }
  return directions;
}
