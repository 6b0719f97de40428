/** Adam (Kingma and Ba 2015) with bias correction on one parameter block. */
import type { Block, Kernels } from "./kernels";

export interface AdamState {
  first: Block;
  second: Block;
}

const BETA1 = 0.9;
const BETA2 = 0.999;

export const allocateAdam = (kernels: Kernels, size: number): AdamState => ({
  first: kernels.allocate(size),
  second: kernels.allocate(size),
});

/** Moves `parameter` against `gradient`; `step` counts from 1. */
export function adamStep(
  kernels: Kernels,
  parameter: Block,
  gradient: Block,
  state: AdamState,
  rate: number,
  step: number,
): void {
  kernels.run.adam(
    parameter.pointer,
    gradient.pointer,
    state.first.pointer,
    state.second.pointer,
    parameter.values.length,
    rate / (1 - BETA1 ** step),
    1 / (1 - BETA2 ** step),
  );
}
