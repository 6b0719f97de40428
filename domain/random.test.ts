import { describe, expect, test } from "vitest";
import { Random } from "./random";

const MASK = 0xffffffffn;
const rotate = (x: bigint, by: bigint) => ((x << by) | (x >> (32n - by))) & MASK;

/** xoshiro128** over splitmix32 in exact integers, from the published algorithms. */
function reference(seed: bigint, stream: bigint, count: number): number[] {
  let mix = (seed ^ (stream * 0x9e3779b9n)) & MASK;
  const state = Array.from({ length: 4 }, () => {
    mix = (mix + 0x9e3779b9n) & MASK;
    let z = ((mix ^ (mix >> 16n)) * 0x21f0aaadn) & MASK;
    z = ((z ^ (z >> 15n)) * 0x735a2d97n) & MASK;
    return z ^ (z >> 15n);
  }) as [bigint, bigint, bigint, bigint];
  return Array.from({ length: count }, () => {
    const [s0, s1, s2, s3] = state;
    const result = (rotate((s1 * 5n) & MASK, 7n) * 9n) & MASK;
    const [t2, t3] = [s2 ^ s0, s3 ^ s1];
    state[0] = s0 ^ t3;
    state[1] = s1 ^ t2;
    state[2] = t2 ^ ((s1 << 9n) & MASK);
    state[3] = rotate(t3, 11n);
    return Number(result);
  });
}

const integers = (random: Random, count: number) => Array.from({ length: count }, () => random.integer());

describe("random numbers", () => {
  test.each([
    [0, 0],
    [1, 0],
    [7, 12345],
    [0xffffffff, 3],
  ])("are xoshiro128** for seed %i and stream %i", (seed, stream) => {
    const expected = reference(BigInt(seed), BigInt(stream), 1000);
    expect(integers(new Random(seed, stream), 1000)).toEqual(expected);
  });

  test("stay the same for ever: stored corpora and dashboards depend on them", () => {
    expect(integers(new Random(1), 3)).toEqual([393288148, 2174103013, 3814759091]);
  });

  test("neighbouring streams share nothing", () => {
    const firsts = Array.from({ length: 5000 }, (_, stream) => new Random(3, stream).integer());
    expect(new Set(firsts).size).toBeGreaterThan(4998);
    const mean = firsts.reduce((sum, v) => sum + v / 2 ** 32, 0) / firsts.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  });

  test("uniform fills [0, 1) evenly", () => {
    const random = new Random(5);
    const bins = new Float64Array(20);
    let outside = 0;
    for (let i = 0; i < 100_000; i++) {
      const u = random.uniform();
      if (!(u >= 0 && u < 1)) outside++;
      bins[Math.floor(u * 20)] = (bins[Math.floor(u * 20)] ?? 0) + 1;
    }
    expect(outside).toBe(0);
    // Chi squared with 19 degrees of freedom: above 43.8 once in a thousand seeds.
    expect(bins.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0)).toBeLessThan(43.8);
  });

  test("normal has the moments of the standard normal distribution", () => {
    const random = new Random(6);
    const values = Array.from({ length: 100_000 }, () => random.normal());
    const moment = (k: number) => values.reduce((sum, v) => sum + v ** k, 0) / values.length;
    expect(moment(1)).toBeCloseTo(0, 1);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.02);
    expect(Math.abs(moment(3))).toBeLessThan(0.05);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15);
    expect(values.every(Number.isFinite)).toBe(true);
  });

  test("shuffle reaches every order equally often", () => {
    const random = new Random(8);
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const items = Uint32Array.of(1, 2, 3, 4);
      random.shuffle(items);
      counts.set(items.join(), (counts.get(items.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    // Chi squared with 23 degrees of freedom: above 49.7 once in a thousand seeds.
    expect([...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(49.7);
  });
});
