import { describe, expect, test } from "vitest";
import { learningRate, trainingOptions, type TrainingOptions } from "./options";

const OPTIONS: TrainingOptions = {
  hookName: "blocks.3.hook_resid_post",
  architecture: "batchtopk",
  features: 64,
  k: 4,
  l1: 0,
  batch: 32,
  steps: 100,
  rate: 1e-3,
  warmupSteps: 10,
  decayShare: 0.2,
  auxiliary: 1 / 32,
  deadAfterTokens: 1000,
  bufferTokens: 5000,
  seed: 1,
};

describe("training options", () => {
  test("k belongs to the top-k architectures alone and must fit", () => {
    expect(trainingOptions.parse(OPTIONS)).toEqual(OPTIONS);
    const problems = (change: object) =>
      trainingOptions.safeParse({ ...OPTIONS, ...change }).error?.issues.map(({ message }) => message);
    expect(problems({ architecture: "relu" })).toEqual(["k belongs to topk and batchtopk, and only to them"]);
    expect(problems({ k: undefined })).toEqual(["k belongs to topk and batchtopk, and only to them"]);
    expect(problems({ k: 65 })).toEqual(["k is larger than the number of features"]);
    expect(problems({ architecture: "relu", k: undefined, l1: 0.1 })).toBeUndefined();
  });

  test("a choice that is named and one that is left out are the same options", () => {
    expect(JSON.stringify(trainingOptions.parse({ ...OPTIONS, initial: "random" }))).toBe(
      JSON.stringify(trainingOptions.parse(OPTIONS)),
    );
    expect(trainingOptions.parse({ ...OPTIONS, initial: "data" })).toEqual({ ...OPTIONS, initial: "data" });
    expect(
      trainingOptions.safeParse({ ...OPTIONS, initial: "data", frozenDecoder: true }).error?.issues,
    ).toMatchObject([{ path: ["initial"] }]);
  });

  test("the rate warms up, holds, and falls to its last step", () => {
    const rates = [0, 4, 9, 10, 80, 81, 90, 99].map((step) => learningRate(OPTIONS, step) / OPTIONS.rate);
    expect(rates.map((rate) => Number(rate.toFixed(6)))).toEqual([0.1, 0.5, 1, 1, 1, 0.95, 0.5, 0.05]);
    expect(learningRate({ ...OPTIONS, warmupSteps: 0, decayShare: 0 }, 0)).toBe(1e-3);
    expect(learningRate({ ...OPTIONS, warmupSteps: 0, decayShare: 0 }, 99)).toBe(1e-3);
  });
});
