/** Each row of the lens is what a model of so many layers alone would say, computed in float64. */
import { describe, expect, test } from "vitest";
import { LogitLens } from "@/workers/lens/logit-lens";
import { llama } from "@/workers/models/llama";
import { input } from "@/workers/engine/ops-inputs";
import { enginesUnderTest } from "./engines";
import { referenceOps, type Array64 } from "./reference-ops";
import { randomLlama, TINY } from "./tiny-llama";

const WEIGHTS = randomLlama(TINY);
const IDS = [1, 5, 9, 30, 7, 44, 2];

/** Probabilities after the last of the tokens, of the model cut off after some layers. */
function expected(ids: readonly number[], layers: number): number[] {
  const feeds: Record<string, Array64> = {
    ids: { shape: [1, ids.length], data: Float64Array.from(ids) },
    positions: { shape: [1, ids.length], data: Float64Array.from(ids, (_, i) => i) },
  };
  const inputs = { ids: input(feeds, "ids"), positions: input(feeds, "positions") };
  const ops = referenceOps(WEIGHTS);
  const { residual } = llama.forward(ops, TINY, inputs, { layers });
  const logits = [...llama.unembed(ops, TINY, residual).data.slice(-TINY.vocabulary)];
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  return logits.map((logit) => Math.exp(logit) / total);
}

describe.each(enginesUnderTest())("logit lens on $name", ({ create }) => {
  test.each([IDS.length - 1, 3, 1])("after token %i", async (at) => {
    const engine = await create();
    const lens = await LogitLens.create(engine, { config: TINY, weights: WEIGHTS });
    const { layers } = await lens.read(IDS, at);
    expect(layers).toHaveLength(TINY.layers + 1);
    const final = expected(IDS.slice(0, at + 1), TINY.layers);
    const answer = final.indexOf(Math.max(...final));
    layers.forEach((row, layer) => {
      const truth = expected(IDS.slice(0, at + 1), layer);
      const order = truth.map((_, id) => id).sort((a, b) => (truth[b] ?? 0) - (truth[a] ?? 0));
      expect(row.top.map(({ id }) => id)).toEqual(order.slice(0, row.top.length));
      for (const { id, p } of row.top) expect(p).toBeCloseTo(truth[id] ?? NaN, 5);
      expect(row.answer.p).toBeCloseTo(truth[answer] ?? NaN, 5);
      expect(row.answer.rank).toBe(order.indexOf(answer) + 1);
    });
    await lens.dispose();
    await engine.dispose();
  });

  test("a token that the text does not have is refused", async () => {
    const engine = await create();
    const lens = await LogitLens.create(engine, { config: TINY, weights: WEIGHTS });
    await expect(lens.read(IDS, IDS.length)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(lens.read(IDS, 0)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await lens.dispose();
    await engine.dispose();
  });
});
