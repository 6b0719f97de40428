import { describe, expect, test } from "vitest";
import { activationBatches, type ActivationSource, type BufferOptions } from "./activation-buffer";

/** Passage p is BOS and p % 7 + 3 tokens; its token t has the activation [p, t]. */
const PASSAGES = Array.from({ length: 40 }, (_, p) => [1, ...Array<number>((p % 7) + 3).fill(p)]);
const TOKENS = PASSAGES.reduce((sum, passage) => sum + passage.length - 1, 0);

function countingSource(): ActivationSource & { read: ActivationSource["read"]; tokensRead: () => number } {
  let tokens = 0;
  return {
    width: 2,
    tokensRead: () => tokens,
    read(passages) {
      const rows = passages.flatMap((passage) =>
        Array.from({ length: passage.length - 1 }, (_, t) => [passage[t + 1] ?? -1, t]),
      );
      tokens += rows.length;
      return Promise.resolve(Float32Array.from(rows.flat()));
    },
  };
}

async function take(
  count: number,
  options: BufferOptions,
  start = 0,
  source = countingSource(),
): Promise<string[][]> {
  const batches: string[][] = [];
  for await (const batch of activationBatches(source, options, start)) {
    batches.push(
      Array.from({ length: batch.length / 2 }, (_, row) => `${batch[2 * row]}.${batch[2 * row + 1]}`),
    );
    if (batches.length === count) break;
  }
  return batches;
}

const whole: BufferOptions = { passages: PASSAGES, capacityTokens: 10_000, batch: 16, seed: 5 };
const chunked: BufferOptions = { ...whole, capacityTokens: 70 };

describe("activation batches", () => {
  test("an epoch holds every token once, but for the rest that fills no batch", async () => {
    const perEpoch = Math.floor(TOKENS / 16);
    const batches = await take(2 * perEpoch, whole);
    for (const epoch of [batches.slice(0, perEpoch), batches.slice(perEpoch)]) {
      const tokens = epoch.flat();
      expect(tokens).toHaveLength(perEpoch * 16);
      expect(new Set(tokens).size).toBe(tokens.length);
    }
    expect(batches.slice(0, perEpoch)).not.toEqual(batches.slice(perEpoch));
  });

  test("tokens of many passages meet in one batch", async () => {
    const [first = []] = await take(1, whole);
    expect(new Set(first.map((token) => token.split(".")[0])).size).toBeGreaterThan(10);
  });

  test.each([
    ["in one chunk", whole],
    ["in several chunks", chunked],
  ])("from any step on come the batches of the whole run, %s", async (_, options) => {
    const all = await take(50, options);
    for (const start of [1, 3, 14, 15, 16, 31, 44]) {
      expect(await take(50 - start, options, start), `from ${start}`).toEqual(all.slice(start));
    }
  });

  test("chunks keep to the capacity, and an epoch over them still holds every token at most once", async () => {
    const source = countingSource();
    let longest = 0;
    const options = {
      ...chunked,
      onRead: (_: number, tokens: number) => (longest = Math.max(longest, tokens)),
    };
    const seen = new Set<string>();
    let batches = 0;
    for await (const batch of activationBatches(source, options)) {
      const tokens = Array.from({ length: 16 }, (_, row) => `${batch[2 * row]}.${batch[2 * row + 1]}`);
      if (tokens.some((token) => seen.has(token))) break;
      tokens.forEach((token) => seen.add(token));
      batches++;
    }
    expect(longest).toBeLessThanOrEqual(70);
    expect(longest).toBeGreaterThan(55);
    expect(batches).toBeGreaterThanOrEqual(Math.floor(TOKENS / 16) - 4);
  });

  test("what fits into memory is read once", async () => {
    const source = countingSource();
    await take(60, whole, 0, source);
    expect(source.tokensRead()).toBe(TOKENS);
    const again = countingSource();
    await take(60, chunked, 0, again);
    expect(again.tokensRead()).toBeGreaterThan(3 * TOKENS);
  });

  test("another seed, another order", async () => {
    expect(await take(3, { ...whole, seed: 6 })).not.toEqual(await take(3, whole));
    expect(await take(3, { ...whole })).toEqual(await take(3, whole));
  });

  test.each([
    ["too few passages", { ...whole, batch: TOKENS + 1 }, `at most ${TOKENS} are held`],
    ["a buffer smaller than a batch", { ...whole, capacityTokens: 15 }, "A batch takes 16 tokens"],
    ["no passages", { ...whole, passages: [] }, "at most 0 are held"],
  ])("%s is an error", async (_, options, message) => {
    await expect(take(1, options)).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining(message) as string,
    });
  });
});
