import { describe, expect, it } from "vitest";
import { readingGrade } from "./reading-level";
import { STEPS, tourText } from "./text";

describe("the words of the tour", () => {
  it("can be read by somebody of fourteen", () => {
    expect(readingGrade(tourText())).toBeLessThanOrEqual(9);
  });

  it("have nine steps that take less than ten minutes at 200 words a minute with trying", () => {
    expect(STEPS).toHaveLength(9);
    expect(new Set(STEPS.map(({ id }) => id)).size).toBe(9);
    expect(tourText().split(/\s+/).length).toBeLessThan(1_200);
  });
});

describe("readingGrade", () => {
  // figures counted by hand: words, sentences, syllables
  it.each([
    ["The cat sat on the mat.", 6, 1, 6],
    ["We made a cake. It tasted nice.", 7, 2, 8],
    ["Many hidden numbers make the story. Why?", 7, 2, 11],
  ])("%s", (text, words, sentences, syllables) => {
    const expected = 0.39 * (words / sentences) + 11.8 * (syllables / words) - 15.59;
    expect(readingGrade(text)).toBeCloseTo(expected, 10);
  });

  it("is higher for long words and long sentences", () => {
    expect(readingGrade("The dog ran. It was wet.")).toBeLessThan(
      readingGrade(
        "Considerable uncertainty characterises contemporary interpretability research, notwithstanding improvements.",
      ),
    );
  });
});
