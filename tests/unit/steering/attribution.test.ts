/** Attribution on the demo's model: what it estimates is what ablation finds, and taking a feature away is the same. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { Attributor } from "@/workers/steering/attribution";
import { tokeniseQuestion } from "@/workers/steering/trace-question";
import { loadDemoSae } from "../../support/demo-sae";
import { loadDemoModel } from "../engine/demo-model";

const model = await loadDemoModel();
const { tokenizer } = model;
let attributor: Attributor;
beforeAll(async () => {
  attributor = await Attributor.create(createOnnxEngine(), model, await loadDemoSae("3-res-4k"));
});
afterAll(() => attributor.dispose());

const ask = (prompt: string, answers: [string, string] = ["", ""], without: number[] = []) =>
  attributor.attribute(tokeniseQuestion(model, { prompt, answers, without }));

test("ranks features as ablation does, and the strongest add up to nearly the same", async () => {
  const answer = await ask("The dog was very", ["happy", "sad"]);
  expect(answer.answers.map(({ id }) => tokenizer.pieces[id])).toEqual([" happy", " sad"]);
  expect(answer.agreement).toBeGreaterThan(0.7);
  expect(answer.ablated).toBe(answer.active);
  for (const { attribution, tokens } of answer.features) {
    expect(attribution).toBeCloseTo(
      tokens.reduce((sum, token) => sum + token.attribution, 0),
      3,
    );
    expect(tokens.every(({ at, value }) => at > 0 && value > 0)).toBe(true);
  }
});

test("a feature that is taken away changes the difference by what its ablation said", async () => {
  const answer = await ask("The dog was very", ["happy", "sad"]);
  const strongest = answer.features[0];
  const without = await ask("The dog was very", ["happy", "sad"], [strongest?.feature ?? -1]);
  expect(answer.difference - without.difference).toBeCloseTo(strongest?.ablation ?? NaN, 3);
  expect(without.features.some(({ feature }) => feature === strongest?.feature)).toBe(false);
});

test("without answers the two most probable tokens are compared", async () => {
  const { answers, top } = await ask("Once upon a");
  expect(answers.map(({ id }) => id)).toEqual(top.slice(0, 2).map(({ id }) => id));
  expect(tokenizer.pieces[answers[0].id]).toBe(" time");
});

test("what cannot be traced is refused with the reason", () => {
  const read = (prompt: string, answers: [string, string]) =>
    tokeniseQuestion(model, { prompt, answers, without: [] });
  expect(() => read("The dog was", ["extraordinarily", "sad"])).toThrow(/“extraordinarily” is \d tokens/);
  expect(() => read("The dog was", ["happy", ""])).toThrow("One of the two answers is empty.");
  expect(() => read("word ".repeat(200), ["", ""])).toThrow(/at most 96 are traced/);
});
