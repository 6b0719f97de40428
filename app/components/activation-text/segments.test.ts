import { describe, expect, it } from "vitest";
import { passageSegments } from "./segments";

const passage = {
  pieces: ["<s>", "▁The", "▁dragon", "▁saw", "<0x0A>", "▁fire", "<0xE2>", "<0x80>", "<0x9C>", "▁end"],
  peak: 2,
  positions: [2, 5],
  values: [10, 2.5],
};

describe("passageSegments", () => {
  it("keeps the space before an active token outside its mark", () => {
    const { segments } = passageSegments(passage, 10, null, false);
    expect(segments.slice(0, 3)).toEqual([
      { kind: "text", text: "The " },
      { kind: "token", text: "dragon", value: 10, level: 10, from: 2, to: 2, peak: true },
      { kind: "text", text: " saw  " },
    ]);
  });

  it("scales by the feature's maximum, not by the passage's", () => {
    const levels = passageSegments(passage, 20, null, false).segments.flatMap((s) =>
      s.kind === "token" ? [s.level] : [],
    );
    expect(levels).toEqual([5, 2]);
  });

  it("never shows BOS and says on which sides tokens are left out", () => {
    const whole = passageSegments(passage, 10, null, false);
    expect([whole.cutBefore, whole.cutAfter]).toEqual([false, false]);
    const narrow = passageSegments(passage, 10, 1, false);
    expect([narrow.cutBefore, narrow.cutAfter]).toEqual([false, true]);
    expect(narrow.segments.map((s) => ("text" in s ? s.text : "|")).join("")).toBe("The dragon saw");
    expect(passageSegments({ ...passage, peak: 5 }, 10, 2, false).cutBefore).toBe(true);
  });

  it("shows line ends as segments when asked to", () => {
    expect(
      passageSegments(passage, 10, null, true).segments.filter((s) => s.kind === "line-end"),
    ).toHaveLength(1);
    expect(
      passageSegments(passage, 10, null, false).segments.filter((s) => s.kind === "line-end"),
    ).toHaveLength(0);
  });

  it("neither begins nor ends with a line break", () => {
    const edges = {
      ...passage,
      pieces: ["<s>", "<0x0A>", "▁a", "▁b", "<0x0A>"],
      positions: [2],
      values: [1],
      peak: 2,
    };
    expect(passageSegments(edges, 1, null, true).segments.map(({ kind }) => kind)).toEqual(["token", "text"]);
  });

  it("shows an active line end as a visible mark in either case", () => {
    const newline = { ...passage, positions: [4], values: [3], peak: 4 };
    for (const breaks of [true, false]) {
      const token = passageSegments(newline, 3, null, breaks).segments.find((s) => s.kind === "token");
      expect(token).toMatchObject({ text: "↵", peak: true, level: 10 });
    }
  });

  it("keeps a split character whole at the edge of the window, with the largest value of its bytes", () => {
    const split = { ...passage, positions: [7, 8], values: [4, 6], peak: 5 };
    const { segments, cutAfter } = passageSegments(split, 10, 1, false);
    expect(segments.at(-1)).toEqual({
      kind: "token",
      text: "“",
      value: 6,
      level: 6,
      from: 6,
      to: 8,
      peak: false,
    });
    expect(cutAfter).toBe(true);
  });

  it("leaves a split character out that ends before the window", () => {
    const before = { ...passage, positions: [9], values: [4], peak: 9 };
    const narrow = passageSegments(before, 10, 0, false);
    expect(narrow.segments.map((s) => ("text" in s ? s.text : "|"))).toEqual(["end"]);
  });
});
