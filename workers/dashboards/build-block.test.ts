import { describe, expect, it } from "vitest";
import { BLOCK_FEATURES } from "@/domain/collections";
import { Random } from "@/domain/random";
import { buildBlock } from "./build-block";
import { buildFeatureDashboard } from "./feature-dashboard";
import { blockCount, groupByFeature, packBlock, unpackBlock } from "./shard-activations";

const CONTEXT = 64;
const FEATURES = 200;

interface Found {
  passage: number;
  position: number;
  feature: number;
  value: number;
}

const random = new Random(3);
const PASSAGES = 24;
const found: Found[] = [];
for (let passage = 0; passage < PASSAGES; passage++) {
  for (let position = 1; position < CONTEXT; position++) {
    for (let feature = 0; feature < FEATURES; feature++) {
      if (random.uniform() < 0.05)
        found.push({ passage, position, feature, value: Math.fround(random.uniform() + 0.001) });
    }
  }
}

/** The blocks that shards with these boundaries would write. */
function shardsOf(boundaries: number[], block: number) {
  return boundaries.slice(0, -1).map((first, i) => {
    const own = found.filter(({ passage }) => passage >= first && passage < (boundaries[i + 1] ?? 0));
    const part = {
      features: Uint32Array.from(own, ({ feature }) => feature),
      tokens: Uint32Array.from(own, ({ passage, position }) => (passage - first) * CONTEXT + position),
      values: Float32Array.from(own, ({ value }) => value),
    };
    const entries = groupByFeature([part], FEATURES);
    return { firstPassage: first, packed: packBlock(entries, block) };
  });
}

const corpus = {
  ids: Uint32Array.from({ length: PASSAGES * CONTEXT }, (_, i) => (i * 7919) % 1000),
  offsets: Uint32Array.from({ length: PASSAGES + 1 }, (_, i) => i * CONTEXT),
};

const build = (boundaries: number[], block: number) =>
  buildBlock({
    firstFeature: block * BLOCK_FEATURES,
    features: Math.min(BLOCK_FEATURES, FEATURES - block * BLOCK_FEATURES),
    shards: shardsOf(boundaries, block),
    context: CONTEXT,
    corpus,
  });

describe("shards and blocks", () => {
  it("packs and unpacks every activation exactly", () => {
    expect(blockCount(FEATURES)).toBe(2);
    const [shard] = shardsOf([0, PASSAGES], 1);
    const { offsets, tokens, values } = unpackBlock(shard?.packed ?? new Uint8Array());
    const feature = 150;
    const at = feature - BLOCK_FEATURES;
    const own = found.filter((entry) => entry.feature === feature);
    expect([...tokens.subarray(offsets[at], offsets[at + 1])]).toEqual(
      own.map((e) => e.passage * CONTEXT + e.position),
    );
    expect([...values.subarray(offsets[at], offsets[at + 1])]).toEqual(own.map((e) => e.value));
  });

  it("gives the same dashboards however the passages were cut into shards", () => {
    const whole = build([0, PASSAGES], 1);
    expect(build([0, 5, 6, 20, PASSAGES], 1)).toEqual(whole);
    expect(
      build(
        Array.from({ length: PASSAGES + 1 }, (_, i) => i),
        1,
      ),
    ).toEqual(whole);
  });

  it("gives each feature the dashboard of its own activations", () => {
    const own = found.filter(({ feature }) => feature === 131);
    const expected = buildFeatureDashboard(
      131,
      {
        passages: Uint32Array.from(own, ({ passage }) => passage),
        positions: Uint16Array.from(own, ({ position }) => position),
        values: Float32Array.from(own, ({ value }) => value),
      },
      (passage) => corpus.ids.subarray(passage * CONTEXT, (passage + 1) * CONTEXT),
    );
    expect(build([0, 9, PASSAGES], 1)[131 - BLOCK_FEATURES]).toEqual(expected);
    expect(expected.activeTokens).toBeGreaterThan(20);
  });
});
