import { describe, expect, it } from "vitest";
import { middle95, resampled } from "./bootstrap";
import { Random } from "./random";
import { frontArea, groupTerms, harmonicMean, scaled } from "./steering-score";

const cell = (change: object = {}) => ({
  ...{ prompt: 0, tokens: 10 },
  concept: { fires: 0.4, activation: 0.1, hits: 1, words: 8 },
  fluency: { nll: 2, repeated4: 0, distinct2: 1 },
  ...change,
});
const BASELINE = { nll: [2, 1], repeated4: 0.1 };
const SCALE = { fires: [0.2, 0.6], lexicon: [0, 0.25] } as const;

describe("a term", () => {
  it("is 0 for what unedited texts have, 2 for the feature's own contexts, and stays between", () => {
    expect(scaled(0.1, [0.1, 0.5])).toBe(0);
    expect(scaled(0.3, [0.1, 0.5])).toBeCloseTo(1, 12);
    expect(scaled(0.5, [0.1, 0.5])).toBe(2);
    expect(scaled(0.9, [0.1, 0.5])).toBe(2);
    expect(scaled(0, [0.1, 0.5])).toBe(0);
  });

  it("cannot be had where the contexts have no more than any text", () => {
    expect(scaled(0.3, [0.5, 0.5])).toBeNull();
    expect(scaled(0.3, [0.5, NaN])).toBeNull();
  });
});

describe("a group of texts", () => {
  it("has the harmonic mean of concept and fluency", () => {
    // firing 2 (0.4 - 0.2) / 0.4 = 1, lexicon 2 (1/8) / 0.25 = 1, fluency 2 / 1
    const terms = groupTerms([cell()], SCALE, BASELINE);
    expect(terms).toMatchObject({ concept: expect.closeTo(1) as number, fluency: 2, perplexityRatio: 1 });
    expect(terms.score).toBeCloseTo(4 / 3, 12);
  });

  it("weighs texts by their tokens, and each by its own prompt's perplexity", () => {
    const dull = cell({ tokens: 30, concept: { fires: 0.2, activation: 0, hits: 0, words: 24 } });
    const other = cell({ prompt: 1, fluency: { nll: 1 + Math.log(4), repeated4: 0, distinct2: 1 } });
    // firing (30 * 0.2 + 10 * 0.4) / 40 = 0.25 -> 0.25; lexicon 1 / 32 -> 0.25; ln 4 on a quarter of the tokens
    const terms = groupTerms([dull, other], SCALE, BASELINE);
    expect(terms.concept).toBeCloseTo(0.25, 12);
    expect(terms.perplexityRatio).toBeCloseTo(Math.SQRT2, 12);
    expect(terms.fluency).toBeCloseTo(Math.SQRT2, 12);
  });

  it("loses fluency by repeating itself, however probable that is", () => {
    const fluency = { nll: 0.1, repeated4: 0.6, distinct2: 0.2 };
    expect(groupTerms([cell({ fluency })], SCALE, BASELINE).fluency).toBeCloseTo(2 * (1 - 0.5), 12);
  });

  it("does without a lexicon, and has no score without either term", () => {
    expect(groupTerms([cell()], { ...SCALE, lexicon: null }, BASELINE)).toMatchObject({
      lexicon: null,
      fires: expect.closeTo(1, 12) as number,
    });
    expect(groupTerms([cell()], { fires: [0.5, 0.5], lexicon: null }, BASELINE).score).toBeNull();
  });

  it("scores nothing where nothing was written", () => {
    expect(groupTerms([cell({ tokens: 0 })], SCALE, BASELINE)).toMatchObject({ score: 0, fluency: 0 });
    expect(harmonicMean(0, 0)).toBe(0);
  });
});

describe("the front", () => {
  it("is everything for text that has both, and nothing for text that has one alone", () => {
    expect(frontArea([{ concept: 2, fluency: 2 }])).toBe(1);
    expect(frontArea([{ concept: 2, fluency: 0 }])).toBe(0);
    expect(frontArea([{ concept: 0, fluency: 2 }])).toBe(0);
    expect(frontArea([{ concept: null, fluency: 2 }])).toBeNull();
  });

  it("takes the best fluency that is had with at least so much concept", () => {
    const points = [
      { concept: 0, fluency: 2 },
      { concept: 0.5, fluency: 1 },
      { concept: 1, fluency: 1.6 },
      { concept: 2, fluency: 0.4 },
    ];
    // 1 * 1.6 up to a concept of 1, 1 * 0.4 beyond it
    expect(frontArea(points)).toBeCloseTo(2 / 4, 12);
  });
});

describe("the bootstrap", () => {
  it("finds the interval of a mean that theory knows", () => {
    const random = new Random(4);
    const sample = Array.from({ length: 400 }, () => random.normal());
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const rounds = Array.from({ length: 2000 }, () =>
      mean(resampled(sample.length, random).map((i) => sample[i] ?? NaN)),
    );
    const { low, high } = middle95(rounds);
    expect(high - low).toBeGreaterThan(0.9 * 2 * 1.96 * 0.05);
    expect(high - low).toBeLessThan(1.1 * 2 * 1.96 * 0.05);
    expect((low + high) / 2).toBeCloseTo(mean(sample), 1);
  });
});
