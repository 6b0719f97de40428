import { describe, expect, it } from "vitest";
import { passageSegments, type PassageToShow } from "./segments";

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

  describe("of a conversation", () => {
    const chat: PassageToShow & { pieces: string[] } = {
      pieces: [
        ...["<|im_start|>", "system", "<0x0A>", "▁Be", "▁kind", "<|im_end|>", "<0x0A>"],
        ...["<|im_start|>", "user", "<0x0A>", "Hello", "▁there", "<|im_end|>", "<0x0A>"],
        ...["<|im_start|>", "assistant", "<0x0A>", "Hi", "!", "<|im_end|>"],
      ],
      turns: [
        { role: "system", start: 3, end: 5 },
        { role: "user", start: 10, end: 12 },
        { role: "assistant", start: 17, end: 19 },
      ],
      ...{ peak: 11, positions: [11], values: [4] },
    };
    const written = (passage: PassageToShow, window: number | null, breaks = false) =>
      passageSegments(passage, 4, window, breaks)
        .segments.map((s) => {
          if (s.kind === "role") return `(${s.role})`;
          if (s.kind === "line-end") return "/";
          return s.kind === "token" ? `[${s.text}]` : s.text;
        })
        .join("");

    it("says who speaks in place of the template's marks", () => {
      expect(written(chat, null)).toBe("(system)Be kind(user)Hello [there](assistant)Hi!");
      expect(written(chat, null, true)).toBe("(system)Be kind/(user)Hello [there]/(assistant)Hi!");
    });

    it("says who speaks where a window begins, and names nobody who says nothing in it", () => {
      expect(written(chat, 0)).toBe("(user)[there]");
      expect(written(chat, 1)).toBe("(user)Hello [there]");
      expect(written(chat, 4)).toBe("(user)Hello [there]");
    });

    it("shows marks at which the feature is active", () => {
      expect(written({ ...chat, peak: 15, positions: [15], values: [4] }, 3)).toBe(
        "(assistant)[assistant] Hi!",
      );
      const split = { ...chat, pieces: chat.pieces.with(15, "ass").with(16, "istant") };
      expect(written({ ...split, peak: 15, positions: [15], values: [4] }, 3)).toBe(
        "(assistant)[ass]istantHi!",
      );
    });

    it("shows marks as they are where nothing is known of turns", () => {
      expect(written({ ...chat, turns: null }, 1)).toBe("Hello [there]<|im_end|>");
    });
  });
});
