import { describe, expect, it } from "vitest";
import { agreement, balancedAccuracy, drawQuiz, QUIZ_WINDOWS, type QuizPassage } from "./quiz";

/** A passage of 121 tokens, active at the positions; the largest at the first of them. */
function passage(number: number, positions: number[]): QuizPassage {
  return {
    passage: number,
    peak: positions[0] ?? 0,
    positions,
    pieces: Array.from({ length: 121 }, (_, i) => (i === 0 ? "<s>" : ` t${i}`)),
  };
}
const some = Array.from({ length: 20 }, (_, i) => passage(i, [20 + i, 60, 61]));

describe("drawQuiz", () => {
  it("asks about ten windows, active ones with an activation in them and inactive ones without any", () => {
    for (let seed = 0; seed < 200; seed++) {
      const windows = drawQuiz(seed, some) ?? [];
      expect(windows).toHaveLength(QUIZ_WINDOWS);
      const active = windows.filter((window) => window.active);
      expect(active.length).toBeGreaterThanOrEqual(4);
      expect(active.length).toBeLessThanOrEqual(6);
      for (const { passage: number, start, end, active: isActive } of windows) {
        const inside = some[number]?.positions.filter((position) => position >= start && position < end);
        expect((inside?.length ?? 0) > 0).toBe(isActive);
        expect(start).toBeGreaterThan(0);
        expect(end - start).toBe(24);
      }
    }
  });

  it("asks everybody the same of one label, and something else of another", () => {
    expect(drawQuiz(7, some)).toEqual(drawQuiz(7, some.toReversed()));
    expect(drawQuiz(7, some)).not.toEqual(drawQuiz(8, some));
  });

  it("is not there for a feature that is active everywhere, or hardly anywhere", () => {
    const everywhere = passage(
      1,
      Array.from({ length: 120 }, (_, i) => i + 1),
    );
    expect(
      drawQuiz(
        1,
        Array.from({ length: 9 }, (_, i) => ({ ...everywhere, passage: i })),
      ),
    ).toBeNull();
    expect(drawQuiz(1, some.slice(0, 2))).toBeNull();
  });
});

describe("balancedAccuracy", () => {
  it("weighs both kinds alike, however many there are", () => {
    const active = [true, true, true, true, false];
    expect(balancedAccuracy(active, active)).toBe(1);
    expect(balancedAccuracy([true, true, true, true, true], active)).toBe(0.5);
    // (3 of 4 + 0 of 1) / 2
    expect(balancedAccuracy([true, true, true, false, true], active)).toBe(0.375);
  });
});

describe("agreement", () => {
  it("is what Krippendorff's reference example for two observers of binary data gives", () => {
    // "Computing Krippendorff's Alpha-Reliability" (2011), section A: alpha = 0.095
    const a = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0].map(Boolean);
    const b = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0].map(Boolean);
    expect(agreement([a, b])).toBeCloseTo(0.095, 3);
  });

  it("says nothing of one person, or where all answers are the same", () => {
    expect(agreement([[true, false]])).toBeNull();
    expect(
      agreement([
        [true, true],
        [true, true],
      ]),
    ).toBeNull();
    expect(
      agreement([
        [true, false],
        [true, false],
      ]),
    ).toBe(1);
  });
});
