/** Traces and necessary chains, from the call to the worker and back. */
import { describe, expect, it } from "vitest";
import { appRouter } from "@/server/procedures";
import { createCallerFactory } from "@/server/trpc";
import { DEMO, STEERED_SAE, useSteeringWorker } from "../support/steering";
import { useTestDatabase } from "../support/test-database";

useSteeringWorker(useTestDatabase());
const api = createCallerFactory(appRouter)({});

describe("a trace", () => {
  const question = (change: object = {}) => ({
    ...{ model: DEMO, sae: STEERED_SAE, prompt: "The dog was very", answers: ["happy", "sad"], without: [] },
    ...change,
  });

  it("ranks the features of a prompt by gradient and by ablation, which agree", async () => {
    const answer = await api.trace.ask(question());
    expect(answer.pieces).toHaveLength(answer.ids.length);
    expect(answer.answers.map(({ piece }) => piece.trim())).toEqual(["happy", "sad"]);
    const [first, second] = answer.answers;
    expect(answer.difference).toBeCloseTo(Math.log((first?.p ?? NaN) / (second?.p ?? NaN)), 3);
    expect(answer.agreement).toBeGreaterThan(0.7);
    expect(answer.active).toBeGreaterThan(30);
    expect(answer.features[0]?.tokens.length).toBeGreaterThan(0);
  });

  it("without a feature tells what is predicted then, and does not name it again", async () => {
    const whole = await api.trace.ask(question());
    const strongest = whole.features.toSorted((a, b) => b.ablation - a.ablation)[0];
    const without = [strongest?.feature ?? -1];
    const less = await api.trace.ask(question({ without }));
    // what ablation promised, to the six digits that are told
    expect(whole.difference - less.difference).toBeCloseTo(strongest?.ablation ?? NaN, 4);
    expect(less.features.map(({ feature }) => feature)).not.toContain(without[0]);
  });

  it.each([
    ["no prompt", { prompt: "  " }, "Enter a prompt."],
    ["a prompt that is too long", { prompt: "word ".repeat(200) }, /The prompt has \d+ tokens; at most 96/],
    ["an answer of two tokens", { answers: ["extraordinarily", "sad"] }, /“extraordinarily” is \d tokens/],
    ["one answer", { answers: ["happy", ""] }, "One of the two answers is empty."],
    ["a foreign SAE", { sae: "gemma" }, "stories15m has no SAE “gemma”."],
    ["a feature that the SAE lacks", { without: [4608] }, "3-res-4k has no feature 4608."],
  ])("%s is refused", async (_, change, message) => {
    await expect(api.trace.ask(question(change))).rejects.toThrow(message);
  });
});

describe("a necessary chain", () => {
  const question = { model: DEMO, sae: STEERED_SAE, prompt: "They went to the beach and played in the" };

  it("is found, changes the word, and says how random sets do", async () => {
    const answer = await api.trace.chain(question);
    expect(answer.pieces).toHaveLength(answer.ids.length);
    expect(answer.changed).toBe(true);
    expect(answer.members.length).toBeGreaterThan(0);
    expect(answer.members.map(({ at }) => at)).toEqual(
      answer.members.map(({ at }) => at).sort((a, b) => a - b),
    );
    expect(answer.without.top[0]?.piece).not.toBe(answer.whole.top[0]?.piece);
    expect(answer.whole.written).toHaveLength(8);
    expect(answer.random?.sets).toBe(20);
    expect(await api.trace.chain(question)).toEqual(answer);
  });

  it("with all members taken away says what it found, and with none what the model says", async () => {
    const { members, whole, without } = await api.trace.chain(question);
    const removed = members.map(({ at, feature }) => ({ at, feature }));
    const all = await api.trace.rewrite({ ...question, removed });
    expect(all.written).toEqual(without.written);
    expect(all.expected).toBeCloseTo(without.expected, 4);
    expect((await api.trace.rewrite({ ...question, removed: [] })).written).toEqual(whole.written);
  });

  it("begins without the features that are gone beforehand", async () => {
    const { members } = await api.trace.chain(question);
    const without = [members[0]?.feature ?? -1];
    const less = await api.trace.chain({ ...question, without });
    expect(less.members.map(({ feature }) => feature)).not.toContain(without[0]);
  });

  it.each([
    ["no prompt", { prompt: " " }, "Enter a prompt."],
    ["a prompt that is too long", { prompt: "word ".repeat(200) }, /The prompt has \d+ tokens; at most 96/],
    ["a foreign SAE", { sae: "gemma" }, "stories15m has no SAE “gemma”."],
    ["a feature that the SAE lacks", { without: [4608] }, "3-res-4k has no feature 4608."],
  ])("%s is refused", async (_, change, message) => {
    await expect(api.trace.chain({ ...question, ...change })).rejects.toThrow(message);
    await expect(api.trace.rewrite({ ...question, ...change, removed: [] })).rejects.toThrow(message);
  });

  it.each([
    ["an activation that the prompt lacks", [{ at: 90, feature: 1 }], "Feature 1 is not active at token 90"],
    ["BOS", [{ at: 0, feature: 1 }], "The token that begins every text keeps its activations."],
    ["more than a chain can have", Array.from({ length: 41 }, () => ({ at: 1, feature: 1 })), /40/],
  ])("%s cannot be taken away", async (_, removed, message) => {
    await expect(api.trace.rewrite({ ...question, removed })).rejects.toThrow(message);
  });
});
