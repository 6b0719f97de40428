import { describe, expect, it } from "vitest";
import { Random } from "@/domain/random";
import { findNecessarySet, TIE, type Deletable } from "./find-set";

const COUNT = 9;

/** Everything that is left, in order. */
const others = (removed: readonly number[]) =>
  Array.from({ length: COUNT }, (_, i) => i).filter((i) => !removed.includes(i));

/** Deletes from a function of the set that is gone, a bit for each member. */
function deletable(margin: (gone: number) => number): Deletable {
  const bits = (set: readonly number[]) => set.reduce((bits, member) => bits | (1 << member), 0);
  return {
    shortlist: (removed) => Promise.resolve(others(removed)),
    margins: (sets) => Promise.resolve(sets.map((set) => margin(bits(set)))),
  };
}

const find = (margin: (gone: number) => number, most = COUNT) =>
  findNecessarySet(deletable(margin), { margin: margin(0), most });

const sizeOf = (bits: number) => others([]).filter((i) => bits & (1 << i)).length;
/** Size of the smallest set that changes the prediction, by trying all; null where none does. */
function smallest(margin: (gone: number) => number): number | null {
  const sizes = Array.from({ length: 1 << COUNT }, (_, bits) => bits)
    .filter((bits) => margin(bits) < -TIE)
    .map(sizeOf);
  return sizes.length === 0 ? null : Math.min(...sizes);
}

/** Members that count for themselves. */
function additive(random: Random): (gone: number) => number {
  const effects = others([]).map(() => random.normal() + 0.5);
  const start = 1 + 3 * random.uniform();
  return (gone) => effects.reduce((sum, effect, i) => sum - (gone & (1 << i) ? effect : 0), start);
}

/** Members that count for themselves and in pairs, for each other or against. */
function paired(random: Random): (gone: number) => number {
  const alone = additive(random);
  const pairs = others([]).map(() => others([]).map(() => 0.4 * random.normal()));
  const both = (gone: number) =>
    others([]).reduce(
      (sum, i) =>
        sum +
        others([])
          .filter((j) => j > i && gone & (1 << i) && gone & (1 << j))
          .reduce((sum, j) => sum + (pairs[i]?.[j] ?? 0), 0),
      0,
    );
  return (gone) => alone(gone) - both(gone);
}

describe("findNecessarySet against all sets", () => {
  it("finds one of the smallest where members count for themselves", async () => {
    const random = new Random(1);
    let changed = 0;
    for (let round = 0; round < 60; round++) {
      const margin = additive(random);
      const found = await find(margin);
      expect(found.changed).toBe(smallest(margin) !== null);
      if (!found.changed) continue;
      changed++;
      expect(found.members).toHaveLength(smallest(margin) ?? NaN);
    }
    expect(changed).toBeGreaterThan(30);
  });

  it("finds a set that changes the prediction and of which nothing can be left in, where they interact", async () => {
    const random = new Random(2);
    const excess: number[] = [];
    for (let round = 0; round < 60; round++) {
      const margin = paired(random);
      const found = await find(margin);
      if (!found.changed) continue;
      const gone = found.members.reduce((bits, member) => bits | (1 << member), 0);
      expect(margin(gone)).toBe(found.margin);
      expect(found.margin).toBeLessThan(-TIE);
      if (found.members.length > 1)
        for (const member of found.members)
          expect(margin(gone & ~(1 << member))).toBeGreaterThanOrEqual(-TIE);
      excess.push(found.members.length - (smallest(margin) ?? NaN));
    }
    expect(excess.length).toBeGreaterThan(30);
    expect(Math.min(...excess)).toBeGreaterThanOrEqual(0);
    // greedy is no proof of the fewest, but seldom needs more
    expect(excess.filter((more) => more === 0).length / excess.length).toBeGreaterThan(0.8);
  });
});

it("finds causes that stand in for each other, of which none alone does anything", async () => {
  const either = 0b101000;
  const found = await find((gone) => ((gone & either) === either ? -1 : 2));
  expect(found.members.toSorted((a, b) => a - b)).toEqual([3, 5]);
});

it("says how near it came where no set within the limit changes the prediction", async () => {
  const margin = (gone: number) => 5 - sizeOf(gone);
  const told: number[] = [];
  const found = await findNecessarySet(deletable(margin), {
    ...{ margin: 5, most: 4 },
    onDeleted: (count) => told.push(count),
  });
  expect(found).toMatchObject({ changed: false, margin: 1, trials: 9 + 8 + 7 + 6 });
  expect(found.members).toHaveLength(4);
  expect(told).toEqual([1, 2, 3, 4]);
});

it("a difference within rounding does not count as another prediction", async () => {
  expect((await find(() => -TIE / 2, 2)).changed).toBe(false);
});
