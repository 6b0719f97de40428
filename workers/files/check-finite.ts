import { FeaturescopeError } from "@/domain/errors";
import type { Weights } from "../engine/ops";

/** Throws CORRUPT_FILE that names the first number which is none: file, tensor, index and what stands there. */
export function checkFinite(weights: Weights, file: string): void {
  for (const [name, { shape, data }] of weights) {
    const at = firstNotFinite(data);
    if (at < 0) continue;
    throw new FeaturescopeError(
      "CORRUPT_FILE",
      `${file}: ${name}[${indices(at, shape).join(", ")}] is ${data[at]}, not a finite number.`,
      "Training went wrong, or the file is damaged: fetch it again, or take an earlier checkpoint.",
    );
  }
}

function firstNotFinite(data: ArrayLike<number>): number {
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value - value !== 0) return i; // NaN for NaN and infinities
  }
  return -1;
}

/** The indices of a place in a tensor of this shape. */
function indices(place: number, shape: readonly number[]): number[] {
  const found: number[] = [];
  let rest = place;
  for (const size of [...shape].reverse()) {
    found.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return found;
}
