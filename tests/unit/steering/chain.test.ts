/** The necessary chain: of a model whose cause is known, and of the demo's, where every claim of the answer is tried again. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { Attributor } from "@/workers/steering/attribution";
import { DeletablePrompt } from "@/workers/steering/chain/deletable-prompt";
import { Deleter } from "@/workers/steering/chain/deleter";
import { searchChain } from "@/workers/steering/chain/find-chain";
import { TIE } from "@/workers/steering/chain/find-set";
import { loadDemoSae } from "../../support/demo-sae";
import { loadDemoModel } from "../engine/demo-model";
import { COPY_MODEL, copyModel, copySae, TOKEN } from "./copy-model";

const engine = createOnnxEngine();
const { bos, ask, nothing, a, b, x, y, z } = TOKEN;

describe("a model that copies a letter", () => {
  let deleter: Deleter;
  beforeAll(async () => {
    deleter = await Deleter.create(engine, { config: COPY_MODEL, weights: copyModel() }, copySae());
  });
  afterAll(() => deleter.dispose());

  const chain = async (...ids: number[]) => searchChain(await DeletablePrompt.read(deleter, ids, []));

  test.each([
    [1, [bos, a, x, y, z, ask]],
    [3, [bos, x, y, a, z, ask]],
    [4, [bos, z, y, x, a, ask]],
  ])("the chain is the letter at token %d, and nothing else", async (at, ids) => {
    const answer = await chain(...ids);
    expect(answer.whole.top[0]?.id).toBe(a);
    expect(answer.changed).toBe(true);
    expect(answer.members).toEqual([{ at, feature: a, value: expect.closeTo(1, 5) as number }]);
    expect(answer.without.top[0]?.id).toBe(nothing);
    expect(answer.activations).toBe(5);
    expect(answer.random).toMatchObject({ sets: 4, changed: 0 });
  });

  test("where the letter stands twice, each alone is enough: the chain is both", async () => {
    const { members, whole, without } = await chain(bos, a, x, a, y, ask);
    expect(whole.top[0]?.id).toBe(a);
    expect(members.map(({ at, feature }) => [at, feature])).toEqual([
      [1, a],
      [3, a],
    ]);
    expect(without.top[0]?.id).toBe(nothing);
  });

  test("a feature that is gone everywhere beforehand is no part of it", async () => {
    const prompt = await DeletablePrompt.read(deleter, [bos, a, x, b, y, ask], [a]);
    const { members, whole } = await searchChain(prompt);
    expect(whole.top[0]?.id).toBe(b);
    expect(members.map(({ at, feature }) => [at, feature])).toEqual([[3, b]]);
  });
});

describe("the demo's model", async () => {
  const model = await loadDemoModel();
  const sae = await loadDemoSae("3-res-4k");
  let deleter: Deleter;
  let attributor: Attributor;
  beforeAll(async () => {
    deleter = await Deleter.create(engine, model, sae);
    attributor = await Attributor.create(engine, model, sae);
  });
  afterAll(async () => {
    await deleter.dispose();
    await attributor.dispose();
  });
  const ids = model.tokenizer.encode("They went to the beach and played in the", { bos: true });
  const read = () => DeletablePrompt.read(deleter, ids, []);

  test("a chain changes the word, and no member of it can be left in", async () => {
    const prompt = await read();
    const { activations } = await prompt.open();
    const answer = await searchChain(prompt);
    const numbers = answer.members.map(({ at, feature }) =>
      activations.findIndex((one) => one.at === at && one.feature === feature),
    );
    expect(answer.changed).toBe(true);
    const [margin] = await prompt.margins([numbers]);
    expect(margin).toBeLessThan(-TIE);
    const smaller = await prompt.margins(numbers.map((_, i) => numbers.filter((__, j) => j !== i)));
    if (numbers.length > 1) for (const one of smaller) expect(one).toBeGreaterThanOrEqual(-TIE);
    expect(answer.without.top[0]?.id).not.toBe(answer.whole.top[0]?.id);
    expect(answer.without.expected).toBeLessThan(answer.whole.expected);
    expect(answer.whole.expected).toBeCloseTo(answer.whole.top[0]?.p ?? NaN, 6);
    expect(answer.without.written[0]).toBe(answer.without.top[0]?.id);
    expect(answer.random?.norm).toBeCloseTo(1, 1);
  });

  test("taking a feature away at all its tokens is what the ablation of a trace does", async () => {
    const prompt = await read();
    const { activations, margin } = await prompt.open();
    const { features, answers } = await attributor.attribute({ ids, answers: null, without: [] });
    const log = (p: number | undefined) => Math.log(p ?? NaN);
    expect(margin).toBeCloseTo(log(answers[0].p) - log(answers[1].p), 3);
    let compared = 0;
    for (const { feature, ablation } of features) {
      const set = [...activations.keys()].filter((i) => activations[i]?.feature === feature);
      const { top } = await prompt.rewrite(set);
      const [p, q] = answers.map(({ id }) => top.find((one) => one.id === id)?.p);
      if (p === undefined || q === undefined) continue;
      expect(margin - (log(p) - log(q))).toBeCloseTo(ablation, 2);
      if (++compared === 8) break;
    }
    expect(compared).toBe(8);
  });

  test("what is tried first is what a trace's gradient attributes most to", async () => {
    const prompt = await read();
    const { activations } = await prompt.open();
    const { features } = await attributor.attribute({ ids, answers: null, without: [] });
    const byGradient = features
      .flatMap(({ feature, tokens }) => tokens.map(({ at, attribution }) => ({ at, feature, attribution })))
      .sort((a, b) => b.attribution - a.attribution);
    const tried = (await prompt.shortlist([])).map((i) => activations[i]);
    expect(tried).toHaveLength(24);
    expect(tried.slice(0, 10).map((one) => [one?.at, one?.feature])).toEqual(
      byGradient.slice(0, 10).map(({ at, feature }) => [at, feature]),
    );
  });

  test("goes on as the model does when nothing is taken away", async () => {
    const prompt = await read();
    const { written, top } = await prompt.rewrite([]);
    const next: number[] = [];
    while (next.length < written.length) {
      const longer = await DeletablePrompt.read(deleter, [...ids, ...next], []);
      next.push((await longer.rewrite([])).top[0]?.id ?? -1);
    }
    expect(written).toEqual(next);
    expect(top[0]?.id).toBe(written[0]);
  });
});
