import { describe, expect, it } from "vitest";
import { answerOf, formatInterval } from "./steering-answer";
import type { ArmSummary, BenchmarkSummary, Interval } from "./steering-benchmark";

const interval = (mean: number, half: number): Interval => ({
  mean,
  low: mean - half,
  high: mean + half,
  n: 20,
});

function arm(score: number, behind: Interval | null): ArmSummary {
  const same = interval(score, 0.05);
  return {
    ...{
      score: same,
      scoreByFires: same,
      scoreByLexicon: same,
      concept: same,
      fluency: same,
      frontArea: same,
    },
    ...{ behindFeature: behind, damage: null },
  };
}

function summary(aboveControls: number, behindRandom: Interval, asked?: ArmSummary): BenchmarkSummary {
  return {
    ...{ features: 20, aboveControls, predictors: [], best: null, bestPredicted: null },
    arms: {
      feature: arm(0.6, null),
      "wrong-sign": arm(0.02, interval(0.58, 0.1)),
      "random-feature": arm(0.1, interval(0.5, 0.1)),
      "random-direction": arm(0.15, behindRandom),
      ...(asked ? { prefix: asked } : {}),
    },
  };
}

describe("does steering work?", () => {
  it("mostly, where nearly all features are above the controls and the difference is sure", () => {
    expect(answerOf(summary(17, interval(0.45, 0.1)))).toEqual({
      verdict: "yes",
      found:
        "Mostly yes: texts that are steered by a feature score 0.60 (0.55 to 0.65) of 2, those of the best control 0.15, " +
        "and 17 of 20 features are above every control.",
      picked: null,
      asked: null,
    });
  });

  it("for some, or hardly", () => {
    expect(answerOf(summary(8, interval(0.45, 0.1)))?.verdict).toBe("partly");
    expect(answerOf(summary(17, interval(0.45, 0.5)))?.verdict).toBe("hardly");
  });

  it("says how it stands beside simply asking", () => {
    const asked = (behind: Interval) => answerOf(summary(17, interval(0.45, 0.1), arm(0.9, behind)))?.asked;
    expect(asked(interval(-0.3, 0.1))).toBe(
      "Simply asking for the same in words scores 0.90 (0.85 to 0.95), more than steering.",
    );
    expect(asked(interval(0.3, 0.1))).toMatch(/, less than steering\.$/);
    expect(asked(interval(0.1, 0.2))).toMatch(/, not surely more or less than steering\.$/);
  });

  it("says of those that are expected to steer well whether they do", () => {
    const sure = summary(17, interval(0.45, 0.1));
    const unsure = summary(8, interval(0.05, 0.1));
    expect(answerOf({ ...unsure, bestPredicted: { ...sure, features: 10 } })?.picked).toBe(
      "Of the 10 that their output score puts first, which is known before anything is written, texts score 0.60 (0.55 to 0.65), surely more than each control.",
    );
    expect(answerOf({ ...sure, bestPredicted: unsure })?.picked).toMatch(
      /not surely more than each control\.$/,
    );
  });

  it("has no answer without controls", () => {
    expect(answerOf({ ...summary(1, interval(1, 1)), arms: { feature: arm(0.6, null) } })).toBeNull();
  });

  it("writes intervals with a minus of its own and never a negative zero", () => {
    expect(formatInterval({ mean: -0.004, low: -0.25, high: 0.3, n: 3 })).toBe("0.00 (−0.25 to 0.30)");
  });
});
