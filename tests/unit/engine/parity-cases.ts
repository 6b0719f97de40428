import { expect } from "vitest";
import type { Engine, HostTensor, ProgramSpec } from "@/workers/engine/ops";
import { attentionCases } from "./cases/attention";
import type { Case } from "./cases/case";
import { elementwiseCases } from "./cases/elementwise";
import { matmulCases } from "./cases/matmul";
import { reduceCases } from "./cases/reduce";
import { selectCases } from "./cases/select";
import { shapeCases } from "./cases/shape";
// after the others: all draw from one random sequence
import { limitedAttentionCases } from "./cases/limited-attention";
import { array64, referenceOps, type Array64 } from "./reference-ops";

/** Every operation, with what it is given. */
export const PARITY_CASES = [
  ...elementwiseCases,
  ...shapeCases,
  ...matmulCases,
  ...reduceCases,
  ...selectCases,
  ...attentionCases,
  ...limitedAttentionCases,
];

/** Holds what an engine makes of a case to float64 arithmetic. */
export async function expectParity(engine: Engine, current: Case): Promise<void> {
  const program = await engine.compile(specOf(current), current.weights ?? new Map());
  const outputs = await program.run(current.inputs);
  await program.dispose();
  for (const [name, expected] of Object.entries(expectedOf(current)))
    expectClose(name, outputs[name], expected, current.tolerance);
}

const specOf = ({ name, inputs, dims, build }: Case): ProgramSpec => ({
  name,
  inputs: Object.fromEntries(
    Object.entries(inputs).map(([key, { dtype, shape }]) => [key, { dtype, shape: dims?.[key] ?? shape }]),
  ),
  build,
});

function expectedOf({ inputs, weights, build }: Case): Record<string, Array64> {
  const arrays = Object.entries(inputs).map(([name, tensor]) => [name, array64(tensor)]);
  return build(referenceOps(weights ?? new Map()), Object.fromEntries(arrays) as Record<string, Array64>);
}

function expectClose(
  name: string,
  actual: HostTensor | undefined,
  expected: Array64,
  tolerance: number,
): void {
  expect(actual?.shape, `shape of ${name}`).toEqual(expected.shape);
  expect(actual?.data.length).toBe(expected.data.length);
  expected.data.forEach((value, i) => {
    const found = actual?.data[i] ?? NaN;
    const error = found === value ? 0 : Math.abs(found - value) / Math.max(1, Math.abs(value));
    if (!(error <= tolerance)) expect.fail(`${name}[${i}] is ${found}, expected ${value} (error ${error})`);
  });
}
