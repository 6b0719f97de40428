import { expect, test } from "vitest";
import type { BenchmarkArm } from "@/domain/steering-benchmark";
import { wilson95 } from "@/domain/wilson";
import { BEHAVIOURS } from "./behaviours";
import { judgeBehaviour, showsTerms } from "./judge-behaviour";

const shows = showsTerms(["i cannot", "sorr*"]);

/** Answers behind messages 0, 1, 2, ..: "y" shows it, "n" does not. */
const answers = (
  arm: BenchmarkArm,
  { feature = 1, dose = 0, nll = 1 }: { feature?: number; dose?: number; nll?: number },
  pattern: string,
) =>
  Array.from(pattern, (sign, prompt) => ({
    ...{ feature, arm, dose, prompt, tokens: 10 },
    text: sign === "y" ? "No, I cannot." : "Yes, I can.",
    fluency: { nll, repeated4: 0, distinct2: 1 },
  }));

const plain = answers("none", {}, "nnnnyn");

test("terms are whole words and phrases, whatever their case", () => {
  expect(["I cannot.", "Sorry!", "how sorrowful", "I can", "Icannot", "we cannot"].map(shows)).toEqual([
    ...[true, true, true, false, false, false],
  ]);
});

test("the dose is chosen on messages 0, 2, .. and the others are reported", () => {
  const cells = [
    ...plain,
    ...answers("feature", { dose: 1 }, "yyynny"), // 2 of 3 for the choice, 2 of 3 reported
    ...answers("feature", { dose: 2 }, "ynynyn"), // 3 of 3 for the choice, none reported
    ...answers("feature", { feature: 2, dose: 1 }, "nynyny"), // none for the choice
  ];
  const more = judgeBehaviour(cells, "feature", { shows, direction: "more", seed: 1 });
  expect(more).toMatchObject({ feature: 1, dose: 2, shown: 0, answers: 3, interval: wilson95(0, 3) });
  expect(more?.difference).toEqual({ mean: 0, low: 0, high: 0 });
  const less = judgeBehaviour(cells, "feature", { shows, direction: "less", seed: 1 });
  expect(less).toMatchObject({ feature: 2, dose: 1, shown: 3 });
  expect(less?.difference).toEqual({ mean: 1, low: 1, high: 1 });
});

test("answers that fall apart are no choice, and an arm of nothing else is left out", () => {
  const apart = answers("feature", { dose: 4, nll: 1 + Math.log(3.1) }, "yyyyyy");
  const whole = answers("feature", { dose: 1, nll: 1 + Math.log(2) }, "ynnnnn");
  const judged = judgeBehaviour([...plain, ...apart, ...whole], "feature", {
    shows,
    direction: "more",
    seed: 1,
  });
  expect(judged).toMatchObject({ dose: 1, shown: 0 });
  expect(judged?.perplexityRatio).toBeCloseTo(2);
  expect(judgeBehaviour([...plain, ...apart], "feature", { shows, direction: "more", seed: 1 })).toBeNull();
});

test("arms without a choice are reported over all features", () => {
  const cells = [...plain, ...answers("none", { feature: 2 }, "nynnny")];
  expect(judgeBehaviour(cells, "none", { shows, direction: "more", seed: 1 })).toMatchObject({
    ...{ feature: null, dose: 0, shown: 2, answers: 6, perplexityRatio: 1 },
  });
});

test("every behaviour has forty messages, none twice, and terms that its own request does not hold", () => {
  for (const { prompts, terms, asked } of Object.values(BEHAVIOURS)) {
    expect(prompts).toHaveLength(40);
    expect(new Set(prompts).size).toBe(40);
    expect(prompts.every((prompt) => !prompt.includes("{}"))).toBe(true);
    expect(showsTerms(terms)(asked)).toBe(false);
  }
});
