import type { Random } from "@/domain/random";

/** How far a set's norm may be from the one wanted, as a share of it; twice as far in each round that finds too few sets. */
const NEAREST = 0.01;
/** Exchanges tried for each member of a set. */
const EXCHANGES = 60;

/**
 * Different sets of as many members as `chain`, drawn at random from the rest, whose norms add up to the chain's as
 * nearly as exchanging members at random brings them. Fewer than `sets` where there are no more, none where the rest is
 * too small.
 * @param norms of everything that can be drawn, above 0
 */
export function drawEqualSets(
  norms: readonly number[],
  chain: readonly number[],
  { sets, random }: { sets: number; random: Random },
): number[][] {
  const inChain = new Set(chain);
  const rest = [...norms.keys()].filter((i) => !inChain.has(i));
  const size = chain.length;
  if (rest.length < size || size === 0) return [];
  const wanted = normOf(norms, chain);
  const found = new Map<string, number[]>();
  for (let share = NEAREST; share < 2; share *= 2)
    for (let drawn = 0; drawn < 2 * sets && found.size < sets; drawn++) {
      const order = Uint32Array.from(rest);
      random.shuffle(order);
      const gap = exchange(order, size, norms, { wanted, near: share * wanted, random });
      if (Math.abs(gap) > share * wanted && share < 1) continue;
      const set = [...order.subarray(0, size)].sort((a, b) => a - b);
      found.set(set.join(), set);
    }
  return [...found.values()];
}

/** Sum of the norms of a set. */
export function normOf(norms: readonly number[], set: readonly number[]): number {
  return set.reduce((sum, i) => sum + (norms[i] ?? 0), 0);
}

/**
 * Swaps members, the first `size` of `order`, with others wherever that brings their norms nearer to what is wanted, until
 * they are near. Returns what is still missing.
 */
function exchange(
  order: Uint32Array,
  size: number,
  norms: readonly number[],
  { wanted, near, random }: { wanted: number; near: number; random: Random },
): number {
  const norm = (place: number) => norms[order[place] ?? 0] ?? 0;
  const others = order.length - size;
  let gap = wanted - normOf(norms, [...order.subarray(0, size)]);
  for (let tried = 0; tried < EXCHANGES * size && others > 0 && Math.abs(gap) > near; tried++) {
    const out = Math.floor(random.uniform() * size);
    const into = size + Math.floor(random.uniform() * others);
    const left = gap - (norm(into) - norm(out));
    if (Math.abs(left) >= Math.abs(gap)) continue;
    const held = order[out] ?? 0;
    order[out] = order[into] ?? 0;
    order[into] = held;
    gap = left;
  }
  return gap;
}
