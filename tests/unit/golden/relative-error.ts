import type { HostTensor } from "@/workers/engine/ops";

/** Largest difference from the reference, in units of the reference's root mean square; NaN counts as infinite. */
export function relativeError(found: HostTensor | undefined, reference: HostTensor): number {
  let square = 0;
  let largest = 0;
  reference.data.forEach((value, i) => {
    const difference = Math.abs((found?.data[i] ?? NaN) - value);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
    square += value * value;
  });
  return largest / Math.sqrt(square / reference.data.length);
}
