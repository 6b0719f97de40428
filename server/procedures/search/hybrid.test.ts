import { expect, it } from "vitest";
import { fuse, inTiers } from "./hybrid";

const row = (feature: number) => ({ saeId: 1, feature });

it("sums 1 / (60 + rank) over the rankings, ties by feature", () => {
  const fused = fuse([
    [row(5), row(7), row(9)],
    [row(9), row(5), row(3)],
  ]);
  expect(fused.map(({ feature }) => feature)).toEqual([5, 9, 7, 3]);
  expect(fused[0]?.value).toBeCloseTo(1 / 61 + 1 / 62, 12);
  expect(fused[1]?.value).toBeCloseTo(1 / 63 + 1 / 61, 12);
  expect(fuse([[row(8)], [row(2)]]).map(({ feature }) => feature)).toEqual([2, 8]);
});

it("lists what has the words in its label, then what is near in meaning, then the rest", () => {
  const words = [
    { ...row(8), value: 3, inLabel: false },
    { ...row(5), value: 2, inLabel: true },
    { ...row(7), value: 1, inLabel: true },
  ];
  // 7 is nearest in meaning but second by words; 3 has no word, 8 nothing but an example
  const close = [row(7), row(3), row(5)].map((near, i) => ({ ...near, value: 0.9 - i / 10 }));
  const tiers = inTiers(words, close);
  expect(tiers.map(({ feature, match }) => [feature, match])).toEqual([
    [5, "label"],
    [7, "label"],
    [3, "meaning"],
    [8, "words"],
  ]);
  expect(tiers.map(({ similarity }) => similarity)).toEqual([0.7, 0.9, 0.8, null]);
  // what words find at once stays in its order when meaning comes
  expect(inTiers(words, []).map(({ feature }) => feature)).toEqual([5, 7, 8]);
  expect(tiers.map(({ value }) => Math.floor(value))).toEqual([2, 2, 1, 0]);
});
