import { expect, it } from "vitest";
import { smallEvaluation } from "@/tests/support/files/small-evaluation";
import {
  klScore,
  meanAbsorption,
  meanAccuracy,
  meanWhole,
  saeEvaluation,
  tellingLetters,
} from "./sae-evaluation";

const result = smallEvaluation("a".repeat(64));

it("is read as it was written", () => {
  expect(saeEvaluation.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
});

it("has means over concepts, and over the letters that a probe can tell", () => {
  expect(meanAccuracy(result.concepts, "features")?.five).toBeCloseTo((0.99 + 0.87 + 0.8 + 0.58) / 4, 10);
  expect(meanWhole(result.concepts)).toBeCloseTo(0.95, 10);
  expect(tellingLetters(result.letters).map(({ letter }) => letter)).toEqual(["b", "s"]);
  expect(meanAbsorption(result.letters, "features")).toEqual({ full: 0.25, fraction: 0.5 });
});

it("says nothing where there is nothing", () => {
  expect(meanAccuracy([], "features")).toBeNull();
  expect(meanWhole([])).toBeNull();
  expect(meanAbsorption([], "random")).toBeNull();
  expect(klScore({})).toBeNull();
});

it("the KL score is 1 for a reconstruction that changes nothing, and 0 for one as bad as zero", () => {
  expect(klScore({ klSae: 0, klZero: 5 })).toBe(1);
  expect(klScore({ klSae: 5, klZero: 5 })).toBe(0);
});
