import { describe, expect, it } from "vitest";
import { alphaOf } from "./agreement";
import { boardOf, labellerOf, type TwinAnswer } from "./twin-quiz";

describe("alphaOf", () => {
  it("is 1 where all agree, on more than one answer", () => {
    expect(
      alphaOf([
        [true, true],
        [false, false, false],
      ]),
    ).toBe(1);
  });

  it("leaves questions with one answer out, and says nothing where there is nothing to say", () => {
    expect(alphaOf([[true], [false]])).toBeNull();
    expect(
      alphaOf([
        [true, true],
        [true, true, true],
      ]),
    ).toBeNull();
    expect(alphaOf([[true, true], [false, false], [true]])).toBe(1);
  });

  it("weighs questions by their answers, as worked out by hand", () => {
    // coincidences: question 1 (yes, yes, no) has 4 / 2 = 2 unlike pairs, question 2 (no, no) none; 2 yes and 3 no in all
    // observed 2 / 5, expected 2 x 2 x 3 / (5 x 4) = 12 / 20
    expect(
      alphaOf([
        [true, true, false],
        [false, false],
      ]),
    ).toBeCloseTo(1 - 2 / 5 / (12 / 20), 12);
  });
});

const answer = (change: Partial<TwinAnswer>): TwinAnswer => ({
  question: "a",
  picksFirst: true,
  isRight: true,
  methods: ["token", "concept"],
  ...change,
});

describe("boardOf", () => {
  it("counts an answer for the labellers of both labels, the best first", () => {
    const board = boardOf([
      answer({ methods: ["token", "hand"] }),
      answer({ picksFirst: false, isRight: false }),
      answer({ question: "b", isRight: false, methods: ["llm", "token"] }),
    ]);
    expect(board).toEqual([
      { labeller: "people", answers: 1, questions: 1, right: 1, agreement: null },
      { labeller: "rules", answers: 3, questions: 2, right: 1 / 3, agreement: 0 },
      { labeller: "language models", answers: 1, questions: 1, right: 0, agreement: null },
    ]);
  });

  it("has no line for who has no answers", () => {
    expect(boardOf([])).toEqual([]);
    expect(labellerOf("import")).toBe("other browsers");
  });
});
