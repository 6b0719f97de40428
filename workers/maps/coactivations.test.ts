import { expect, it } from "vitest";
import { lift } from "@/domain/neighbours";
import { Random } from "@/domain/random";
import { blockCount, groupByFeature, packBlock, type TokenEntries } from "../dashboards/shard-activations";
import { CoactivationCounter } from "./coactivations";

const FEATURES = 200;
const TOKENS = 150;

/** Active features of each token: a few common ones, pairs that go together, and noise. */
function randomShard(seed: number): number[][] {
  const random = new Random(seed);
  return Array.from({ length: TOKENS }, () =>
    Array.from({ length: FEATURES }, (_, i) => i).filter((i) => {
      if (i < 3) return random.uniform() < 0.8;
      return random.uniform() < (i % 10 === 0 ? 0.2 : 0.03);
    }),
  );
}

function packShard(shard: readonly number[][]): Uint8Array[] {
  const entries: TokenEntries[] = shard.map((features, token) => ({
    features: Uint32Array.from(features),
    tokens: Uint32Array.from(features, () => token),
    values: Float32Array.from(features, () => 1),
  }));
  const grouped = groupByFeature(entries, FEATURES);
  return Array.from({ length: blockCount(FEATURES) }, (_, block) => packBlock(grouped, block));
}

it("counts tokens at which both fire, as sets of tokens do, and ranks by the cosine of their firings; even passages alone too", () => {
  const shards = [randomShard(1), randomShard(2), randomShard(3)];
  const counter = new CoactivationCounter(FEATURES);
  shards.forEach((shard, n) => {
    // shards of three passages of 50 tokens
    const place = { firstPassage: 3 * n, context: 50 };
    expect(counter.add(packShard(shard), TOKENS, place)).toBe(true);
  });
  const all = shards.flat();
  for (const evenOnly of [false, true]) {
    const found = [...counter.count(0, 77, 20, evenOnly), ...counter.count(77, FEATURES, 20, evenOnly)];
    const kept = all.map((features, token) => (evenOnly && Math.floor(token / 50) % 2 === 1 ? [] : features));
    const sets = Array.from({ length: FEATURES }, (_, feature) => {
      return new Set(kept.flatMap((features, token) => (features.includes(feature) ? [token] : [])));
    });
    sets.forEach((set, feature) => {
      const wanted = sets
        .map((other, id) => {
          const both = [...set].filter((token) => other.has(token)).length;
          return { id, both, cosine: Math.fround(both / Math.sqrt(set.size * other.size)) };
        })
        .filter(({ id, both }) => id !== feature && both > 0)
        .sort((a, b) => b.cosine - a.cosine || a.id - b.id)
        .slice(0, 20);
      expect(found[feature]?.active).toBe(set.size);
      expect([...(found[feature]?.ids ?? [])]).toEqual(wanted.map(({ id }) => id));
      expect([...(found[feature]?.counts ?? [])]).toEqual(wanted.map(({ both }) => both));
      expect([...(found[feature]?.cosines ?? [])]).toEqual(wanted.map(({ cosine }) => cosine));
    });
  }
  expect(counter.tokens).toBe(3 * TOKENS);
});

it("names what later features of a Matryoshka SAE are cases of, over all bands and passages", () => {
  const counter = new CoactivationCounter(FEATURES, [50]);
  // 60 fires where 7 does, 7 elsewhere, too; everything else is noise
  const shard = randomShard(4).map((features, token) => {
    const others = features.filter((feature) => feature !== 7 && feature !== 60);
    return [...others, ...(token % 5 === 0 ? [7] : []), ...(token % 15 === 0 ? [60] : [])].sort(
      (a, b) => a - b,
    );
  });
  counter.add(packShard(shard), TOKENS, { firstPassage: 0, context: 50 });
  const found = [...counter.count(0, 77, 20), ...counter.count(77, FEATURES, 20)];
  expect(found[60]?.parent).toEqual({ id: 7, count: 10 });
  expect(found.slice(0, 50).every(({ parent }) => parent === null)).toBe(true);
  for (const { parent } of found) if (parent) expect(parent.id).toBeLessThan(50);
  expect(counter.count(60, 61, 20, true)[0]?.parent).toBeNull();
});

it("lift is 1 for independent features", () => {
  expect(lift(25, 50, 50, 100)).toBe(1);
  expect(lift(50, 50, 50, 100)).toBe(2);
});
