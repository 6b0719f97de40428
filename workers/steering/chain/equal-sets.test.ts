import { expect, it } from "vitest";
import { Random } from "@/domain/random";
import { drawEqualSets, normOf } from "./equal-sets";

const draw = (norms: readonly number[], chain: readonly number[], seed = 1) =>
  drawEqualSets(norms, chain, { sets: 20, random: new Random(seed) });

it("draws different sets of the chain's size and nearly its norm, without its members", () => {
  const random = new Random(4);
  const norms = Array.from({ length: 300 }, () => Math.exp(random.normal()));
  const strong = [...norms.keys()].sort((a, b) => (norms[b] ?? 0) - (norms[a] ?? 0));
  const chain = [...strong.slice(4, 7), 0, 1];
  const sets = draw(norms, chain);
  expect(new Set(sets.map((set) => set.join())).size).toBe(20);
  for (const set of sets) {
    expect(new Set(set).size).toBe(chain.length);
    expect(set.some((member) => chain.includes(member))).toBe(false);
    expect(normOf(norms, set) / normOf(norms, chain)).toBeCloseTo(1, 1);
  }
  expect(new Set(sets.flat()).size).toBeGreaterThan(40);
  expect(draw(norms, chain)).toEqual(sets);
});

it("comes as near as it can where no others are as strong", () => {
  const sets = draw([10, ...Array.from({ length: 30 }, (_, i) => 1 + i / 100)], [0]);
  expect(sets).toHaveLength(20);
  expect(sets.every(([member = 0]) => member > 0)).toBe(true);
});

it("takes what there is", () => {
  expect(draw([1, 1, 1, 1], [0, 1])).toEqual([[2, 3]]);
  expect(draw([1, 1, 1], [0, 1])).toEqual([]);
  expect(draw([1, 1], [])).toEqual([]);
});
