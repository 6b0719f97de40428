/** Decoding with a KV cache on a small model: the same as reading everything anew at each token. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LanguageModelConfig } from "@/domain/models";
import { Random } from "@/domain/random";
import type { Engine } from "@/workers/engine/ops";
import { Decoder } from "@/workers/models/generation/decoder";
import { samplePassages } from "@/workers/models/generation/sample-passages";
import { logitsSpec } from "./demo-model";
import { enginesUnderTest } from "./engines";
import { referenceOps } from "./reference-ops";
import { randomLlama, TINY } from "./tiny-llama";

const CONFIGS: [name: string, config: LanguageModelConfig][] = [
  ["grouped queries, half rotation", TINY],
  [
    "as many key heads, interleaved rotation, own head",
    { ...TINY, kvHeads: 6, ropeInterleaved: true, tiedHead: false },
  ],
];

/** With a head of its own, for a tied random one mostly repeats the last token. */
const WRITER = { ...TINY, tiedHead: false };

/** The distribution after `ids`, read from the start in float64. */
function distributionAfter(
  config: LanguageModelConfig,
  ids: readonly number[],
  temperature: number,
): number[] {
  const feeds = {
    ids: { shape: [1, ids.length], data: Float64Array.from(ids) },
    positions: { shape: [1, ids.length], data: Float64Array.from(ids, (_, i) => i) },
  };
  const { logits } = logitsSpec(config).build(referenceOps(randomLlama(config)), feeds);
  const last = Array.from(logits?.data.slice(-config.vocabulary) ?? [], (v) => v / (temperature || 1));
  const top = Math.max(...last);
  const raised = last.map((v) => Math.exp(v - top));
  const total = raised.reduce((a, b) => a + b);
  return raised.map((v) => v / total);
}

describe.each(await enginesUnderTest())("decoding on $name", ({ create }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => engine.dispose());

  test.each(CONFIGS)("prompts, steps, dropped and reordered rows: %s", async (_, config) => {
    const decoder = await Decoder.create(engine, config, randomLlama(config));
    const random = new Random(8);
    const token = () => Math.floor(random.uniform() * config.vocabulary);
    let rows = Array.from({ length: 4 }, () => [config.bos, token(), token()]);
    const temperature = 0.8;
    const [cache, first] = await decoder.prefill(rows, temperature);
    let probabilities = first;
    const expectAll = () => {
      rows.forEach((ids, row) => {
        const found = probabilities.subarray(row * config.vocabulary, (row + 1) * config.vocabulary);
        const expected = distributionAfter(config, ids, temperature);
        const error = Math.max(...expected.map((p, id) => Math.abs(p - (found[id] ?? NaN))));
        expect(error, `row ${row} after ${ids.length} tokens`).toBeLessThan(1e-5);
      });
      expect(Array.from(cache.lengths)).toEqual(rows.map((ids) => ids.length));
    };
    expectAll();
    // Far enough that the cache has to grow once.
    for (let step = 0; step < 36; step++) {
      if (step === 4) {
        cache.keepRows([3, 0, 2]);
        rows = [3, 0, 2].map((row) => rows[row] ?? []);
      }
      if (step === 34) {
        cache.keepRows([1]);
        rows = rows.slice(1, 2);
      }
      const next = rows.map(token);
      rows = rows.map((ids, row) => [...ids, next[row] ?? 0]);
      probabilities = await decoder.step(cache, next, temperature);
      if ([0, 3, 4, 5, 28, 29, 30, 34, 35].includes(step)) expectAll();
    }
    await decoder.dispose();
  });

  test("sampled passages: the same seed the same text, however they are batched", async () => {
    const decoder = await Decoder.create(engine, WRITER, randomLlama(WRITER));
    const settings = { seed: 11, temperature: 1, topP: 0.95 };
    const all = await samplePassages(decoder, { ...settings, first: 0, count: 24 });
    expect(await samplePassages(decoder, { ...settings, first: 0, count: 24 })).toEqual(all);
    const parts = [
      ...(await samplePassages(decoder, { ...settings, first: 0, count: 5 })),
      ...(await samplePassages(decoder, { ...settings, first: 5, count: 19 })),
    ];
    expect(parts).toEqual(all);
    expect(await samplePassages(decoder, { ...settings, seed: 12, first: 0, count: 24 })).not.toEqual(all);

    for (const ids of all) {
      expect(ids[0]).toBe(WRITER.bos);
      expect(ids.slice(1)).not.toContain(WRITER.bos);
      expect(ids).not.toContain(WRITER.eos);
      expect(ids.length).toBeLessThanOrEqual(WRITER.context);
    }
    const lengths = all.map((ids) => ids.length);
    expect(Math.min(...lengths)).toBeLessThan(WRITER.context);
    expect(new Set(lengths).size).toBeGreaterThan(5);
    await decoder.dispose();
  });

  test("temperature 0 writes one text, whatever the seed", async () => {
    const decoder = await Decoder.create(engine, WRITER, randomLlama(WRITER));
    const write = (seed: number) =>
      samplePassages(decoder, { seed, first: 0, count: 2, temperature: 0, topP: 1 });
    const [first, second] = await write(1);
    expect(second).toEqual(first);
    expect(await write(2)).toEqual([first, first]);
    await decoder.dispose();
  });
});
