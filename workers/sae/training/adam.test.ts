import { expect, test } from "vitest";
import { Random } from "@/domain/random";
import { adamStep, allocateAdam } from "./adam";
import { Kernels } from "./kernels";

/** Kingma and Ba 2015, algorithm 1, in float64. */
function reference(start: Float64Array, gradients: Float64Array[], rates: number[]): Float64Array {
  const parameter = start.slice();
  const first = new Float64Array(start.length);
  const second = new Float64Array(start.length);
  gradients.forEach((gradient, i) => {
    const t = i + 1;
    gradient.forEach((g, j) => {
      const m = (first[j] = 0.9 * (first[j] ?? 0) + 0.1 * g);
      const v = (second[j] = 0.999 * (second[j] ?? 0) + 0.001 * g * g);
      const step = m / (1 - 0.9 ** t) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8);
      parameter[j] = (parameter[j] ?? 0) - (rates[i] ?? 0) * step;
    });
  });
  return parameter;
}

test("follows Adam in float64 over 50 steps with a changing rate", async () => {
  const size = 28;
  const kernels = await Kernels.create(4 * size, 4);
  const [parameter, gradient] = [kernels.allocate(size), kernels.allocate(size)];
  const state = allocateAdam(kernels, size);
  const random = new Random(5);
  const draw = () =>
    Float64Array.from({ length: size }, () => Math.fround(random.normal() * 10 ** -random.uniform()));
  const start = draw();
  const gradients = Array.from({ length: 50 }, draw);
  const rates = gradients.map((_, i) => 0.01 / (1 + i));
  parameter.values.set(start);
  gradients.forEach((g, i) => {
    gradient.values.set(g);
    adamStep(kernels, parameter, gradient, state, rates[i] ?? 0, i + 1);
  });
  const expected = reference(start, gradients, rates);
  const largest = Math.max(...expected.map((value, i) => Math.abs(value - (parameter.values[i] ?? NaN))));
  expect(largest).toBeLessThan(1e-6);
  expect(Math.abs((expected[0] ?? 0) - (start[0] ?? 0))).toBeGreaterThan(1e-3);
});

test("the first step goes by the rate against the gradient's sign, and a zero gradient moves nothing", async () => {
  const kernels = await Kernels.create(16, 4);
  const [parameter, gradient] = [kernels.allocate(4), kernels.allocate(4)];
  const state = allocateAdam(kernels, 4);
  parameter.values.set([1, 1, 1, 1]);
  gradient.values.set([0.5, -20, 1e-3, 0]);
  adamStep(kernels, parameter, gradient, state, 0.125, 1);
  expect(Array.from(parameter.values, (value) => Number(value.toFixed(4)))).toEqual([0.875, 1.125, 0.875, 1]);
});
