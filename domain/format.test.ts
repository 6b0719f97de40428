import { describe, expect, it } from "vitest";
import {
  formatActivation,
  formatCounted,
  formatDuration,
  formatFigure,
  formatLabelScore,
  formatLogit,
  formatPercent,
  formatRange,
} from "./format";

const plain = (text: string) => text.replace(/\u00a0/g, " ");

describe("formatPercent", () => {
  it.each([
    [0, "0 %"],
    [0.0021, "0.21 %"],
    [0.00000123, "0.00012 %"],
    [1e-7, "< 0.0001 %"],
    [0.05, "5.0 %"],
    [0.4444, "44.4 %"],
    [0.9999, "> 99.9 %"],
    [1, "100 %"],
  ])("%d is %s", (share, text) => expect(plain(formatPercent(share))).toBe(text));
});

describe("formatActivation", () => {
  it.each([
    [14.234, "14.2"],
    [142.34, "142"],
    [3.9, "3.90"],
    [9.9994, "10.0"],
    [9.994, "9.99"],
    [0.03123, "0.0312"],
    [0, "0"],
  ])("%d is %s", (value, text) => expect(formatActivation(value)).toBe(text));
});

describe("formatRange", () => {
  it("writes every range of one feature with the same decimals", () => {
    expect(formatRange(11.36, 14.2, 14.2)).toBe("11.4–14.2");
    expect(formatRange(0, 2.84, 14.2)).toBe("0–2.8");
    expect(formatRange(0.08, 0.1, 0.1)).toBe("0.080–0.100");
    expect(formatRange(120, 150, 150)).toBe("120–150");
  });
});

describe("other figures", () => {
  it("writes logits with a sign", () => {
    expect(formatLogit(1.924)).toBe("+1.92");
    expect(formatLogit(-0.981)).toBe("−0.98");
  });
  it("writes durations in two units at most", () => {
    expect(plain(formatDuration(45.4))).toBe("45 s");
    expect(plain(formatDuration(200))).toBe("3 min 20 s");
    expect(plain(formatDuration(7500))).toBe("2 h 5 min");
    expect(plain(formatDuration(3600))).toBe("1 h");
  });
  it("counts one thing in the singular", () => {
    expect(plain(formatCounted(1, "feature"))).toBe("1 feature");
    expect(plain(formatCounted(4608, "feature"))).toBe("4,608 features");
  });
  it("writes quality figures with as many digits as they carry", () => {
    expect(formatFigure(0.14712)).toBe("0.147");
    expect(formatFigure(31.94)).toBe("31.9");
  });
});

it("a label's score stands beside that of a random label, where there is one", () => {
  expect(formatLabelScore(0.914, 0.5)).toBe("0.91 (a random label: 0.50)");
  expect(formatLabelScore(1, null)).toBe("1.00");
});
