/** Decoding with a KV cache on a small model: the same as reading everything anew at each token. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LanguageModelConfig } from "@/domain/models";
import { Random } from "@/domain/random";
import type { Engine } from "@/workers/engine/ops";
import { Decoder } from "@/workers/models/generation/decoder";
import { samplePassages, type SamplePassagesOptions } from "@/workers/models/generation/sample-passages";
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

describe.each(enginesUnderTest())("decoding on $name", ({ create }) => {
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
    const write = (first: number, count: number, seed = settings.seed) =>
      sampleIds(decoder, count, { ...settings, seed, first });
    const all = await write(0, 24);
    expect(await write(0, 24)).toEqual(all);
    expect([...(await write(0, 5)), ...(await write(5, 19))]).toEqual(all);
    expect(await write(0, 24, 12)).not.toEqual(all);

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
    const write = (seed: number) => sampleIds(decoder, 2, { seed, first: 0, temperature: 0, topP: 1 });
    const [first, second] = await write(1);
    expect(second).toEqual(first);
    expect(await write(2)).toEqual([first, first]);
    await decoder.dispose();
  });

  test("given parts stand between answers, in whose place nothing of an answer is left", async () => {
    const decoder = await Decoder.create(engine, WRITER, randomLlama(WRITER));
    const options = { seed: 5, first: 0, temperature: 1, topP: 1 };
    const [bos, eos] = [WRITER.bos, WRITER.eos];
    const script = [{ given: [bos, 9, 8] }, { limit: 3 }, { given: [eos, 7] }, { limit: 2 }];
    const other = [{ given: [bos, 9, 6, 5] }, { limit: 4 }];
    const passages = await samplePassages(decoder, [script, other, script], options);
    for (const [i, { ids, starts }] of passages.entries()) {
      const parts = i === 1 ? other : script;
      expect(starts.length).toBe(parts.length);
      parts.forEach((part, n) => {
        const own = ids.slice(starts[n], starts[n + 1] ?? ids.length);
        if ("given" in part) expect(own).toEqual(part.given);
        else {
          expect(own.length).toBeLessThanOrEqual(part.limit);
          expect(own).not.toContain(eos);
        }
      });
    }
    // a row is written as it would be alone
    expect(await samplePassages(decoder, [other], { ...options, first: 1 })).toEqual([passages[1]]);
    await decoder.dispose();
  });
});

/** Passages that the model writes from BOS alone. */
async function sampleIds(
  decoder: Decoder,
  count: number,
  options: SamplePassagesOptions,
): Promise<number[][]> {
  const script = [{ given: [WRITER.bos] }, { limit: WRITER.context - 1 }];
  const passages = await samplePassages(
    decoder,
    Array.from({ length: count }, () => script),
    options,
  );
  return passages.map(({ ids }) => ids);
}
