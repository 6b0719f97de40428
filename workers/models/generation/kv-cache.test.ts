import { describe, expect, test } from "vitest";
import type { LanguageModelConfig } from "@/domain/models";
import type { HostTensor } from "@/workers/engine/ops";
import { KvCache } from "./kv-cache";

const CONFIG: LanguageModelConfig = {
  family: "llama",
  layers: 1,
  width: 8,
  heads: 4,
  kvHeads: 2,
  hidden: 8,
  vocabulary: 8,
  context: 64,
  normEps: 1e-5,
  ropeTheta: 10000,
  ropeInterleaved: true,
  tiedHead: true,
  bos: 1,
  eos: 2,
};

/** Keys of row r, token t are r * 1000 + t * 10 + channel, values half more. */
function fresh(rows: number, from: number, time: number): Record<string, HostTensor> {
  const shape = [rows, time, 4];
  const data = Float32Array.from({ length: rows * time * 4 }, (_, i) => {
    const [row, t, channel] = [Math.floor(i / 4 / time), from + (Math.floor(i / 4) % time), i % 4];
    return row * 1000 + t * 10 + channel;
  });
  return {
    "fresh.keys.0": { dtype: "float32", shape, data },
    "fresh.values.0": { dtype: "float32", shape, data: data.map((v) => v + 0.5) },
  };
}

/** Keys of one row by token, [first head's channels, second head's channels], where the bias lets them be seen. */
function seen(cache: KvCache, row: number): number[][] {
  const feeds = cache.feeds();
  const [keys, values, bias] = ["past.keys.0", "past.values.0", "past.bias"].map((name) => feeds[name]);
  const slots = keys?.shape[2] ?? 0;
  expect(keys?.shape).toEqual([cache.rows, 2, slots, 2]);
  expect(bias?.shape).toEqual([cache.rows, 1, 1, slots]);
  expect(keys?.data.length).toBe(cache.rows * 2 * slots * 2);
  return Array.from({ length: slots }, (_, slot) => slot)
    .filter((slot) => bias?.data[row * slots + slot] === 0)
    .map((slot) => {
      const places = [0, 1].flatMap((head) => [0, 1].map((c) => ((row * 2 + head) * slots + slot) * 2 + c));
      places.forEach((place) => expect(values?.data[place]).toBe((keys?.data[place] ?? NaN) + 0.5));
      return places.map((place) => keys?.data[place] ?? NaN);
    });
}

const tokens = (row: number, count: number) =>
  Array.from({ length: count }, (_, t) => [0, 1, 2, 3].map((channel) => row * 1000 + t * 10 + channel));

describe("the KV cache", () => {
  test("keeps tokens by head, and hides the slots that are not filled", () => {
    const cache = new KvCache(CONFIG, 2);
    cache.append(fresh(2, 0, 3), [3, 3]);
    cache.append(fresh(2, 3, 1), [1, 1]);
    expect([seen(cache, 0), seen(cache, 1)]).toEqual([tokens(0, 4), tokens(1, 4)]);
    expect(cache.feeds()["past.bias"]?.data.filter((bias) => bias < -1e8)).toHaveLength(2 * 28);
  });

  test("grows without losing anything", () => {
    const cache = new KvCache(CONFIG, 2);
    for (let t = 0; t < 70; t += 7) cache.append(fresh(2, t, 7), [7, 7]);
    expect([seen(cache, 0), seen(cache, 1)]).toEqual([tokens(0, 70), tokens(1, 70)]);
  });

  test("rows may be of different length: padding is not kept", () => {
    const cache = new KvCache(CONFIG, 3);
    cache.append(fresh(3, 0, 5), [5, 2, 0]);
    expect(Array.from(cache.lengths)).toEqual([5, 2, 0]);
    expect([0, 1, 2].map((row) => seen(cache, row))).toEqual([tokens(0, 5), tokens(1, 2), []]);
  });

  test("keeps the rows that it is told to, in that order, and goes on with them", () => {
    const cache = new KvCache(CONFIG, 3);
    cache.append(fresh(3, 0, 4), [4, 3, 1]);
    cache.keepRows([2, 0]);
    expect(cache.rows).toBe(2);
    expect(Array.from(cache.lengths)).toEqual([1, 4]);
    expect([seen(cache, 0), seen(cache, 1)]).toEqual([tokens(2, 1), tokens(0, 4)]);
    cache.append(fresh(2, 50, 1), [1, 1]);
    expect(seen(cache, 0)).toEqual([...tokens(2, 1), [500, 501, 502, 503]]);
    expect(seen(cache, 1)).toEqual([...tokens(0, 4), [1500, 1501, 1502, 1503]]);
  });
});
