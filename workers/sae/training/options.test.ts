import { describe, expect, test } from "vitest";
import { annealedK, learningRate, sparsityShare, trainingOptions, type TrainingOptions } from "./options";

/** Fields that are refused, where anything is. */
const refused = (change: object) =>
  trainingOptions.safeParse({ ...OPTIONS, ...change }).error?.issues.map(({ path }) => path.join("."));

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
    const named = { ...OPTIONS, initial: "random", schedule: "linear", sparsityWarmupSteps: 0 };
    expect(JSON.stringify(trainingOptions.parse(named))).toBe(JSON.stringify(OPTIONS));
    const others = { ...OPTIONS, initial: "data", schedule: "cosine", kFrom: 8, kAnnealSteps: 10 };
    expect(trainingOptions.parse(others)).toEqual(others);
    const relu = { architecture: "relu", k: undefined, l1: 1, sparsityWarmupSteps: 10 };
    expect(trainingOptions.parse({ ...OPTIONS, ...relu })).toMatchObject({ sparsityWarmupSteps: 10 });
    const jump = { architecture: "jumprelu", k: undefined, l0: 1, bandwidth: 0.1, sparsityWarmupSteps: 10 };
    expect(trainingOptions.parse({ ...OPTIONS, ...jump })).toMatchObject(jump);
  });

  test.each([
    ["a frozen decoder at data", { initial: "data", frozenDecoder: true }, ["initial"]],
    ["a warm-up of no penalty", { sparsityWarmupSteps: 10 }, ["sparsityWarmupSteps"]],
    ["k that falls without steps", { kFrom: 8 }, ["kAnnealSteps"]],
    ["steps without a first k", { kAnnealSteps: 8 }, ["kAnnealSteps"]],
    ["k that rises", { kFrom: 3, kAnnealSteps: 8 }, ["kFrom"]],
    ["a first k beyond the features", { kFrom: 65, kAnnealSteps: 8 }, ["kFrom"]],
    ["k that falls beyond the last step", { kFrom: 8, kAnnealSteps: 101 }, ["kAnnealSteps"]],
    ["a falling k for relu", { architecture: "relu", k: undefined, kFrom: 8, kAnnealSteps: 10 }, ["kFrom"]],
    ["l0 of topk", { l0: 1 }, ["l0"]],
    ["a bandwidth of topk", { bandwidth: 1 }, ["bandwidth"]],
    ["jumprelu without what it needs", { architecture: "jumprelu", k: undefined }, ["l0", "bandwidth"]],
    ["k of jumprelu", { architecture: "jumprelu", l0: 1, bandwidth: 1 }, ["k"]],
    ["l1 of jumprelu", { architecture: "jumprelu", k: undefined, l0: 1, bandwidth: 1, l1: 1 }, ["l1"]],
    ["a constant rate that falls", { schedule: "constant" }, ["decayShare"]],
  ])("%s is refused by name", (_, change, fields) => {
    expect(refused(change)).toEqual(fields);
  });

  test("the rate warms up, holds, and falls to its last step", () => {
    const rates = [0, 4, 9, 10, 80, 81, 90, 99].map((step) => learningRate(OPTIONS, step) / OPTIONS.rate);
    expect(rates.map((rate) => Number(rate.toFixed(6)))).toEqual([0.1, 0.5, 1, 1, 1, 0.95, 0.5, 0.05]);
    expect(learningRate({ ...OPTIONS, warmupSteps: 0, decayShare: 0 }, 0)).toBe(1e-3);
    expect(learningRate({ ...OPTIONS, warmupSteps: 0, decayShare: 0 }, 99)).toBe(1e-3);
  });

  test("along a cosine it is as high in the middle of its fall, higher before and lower after", () => {
    const cosine: TrainingOptions = { ...OPTIONS, schedule: "cosine" };
    const rates = [9, 80, 85, 90, 95, 99].map((step) => learningRate(cosine, step) / OPTIONS.rate);
    const fallen = (share: number) => (1 + Math.cos(Math.PI * share)) / 2;
    [1, 1, fallen(0.25), 0.5, fallen(0.75), fallen(0.95)].forEach((rate, i) =>
      expect(rates[i]).toBeCloseTo(rate, 12),
    );
  });

  test("the penalty's weight rises in a line, and is whole without a warm-up", () => {
    const warm: TrainingOptions = { ...OPTIONS, sparsityWarmupSteps: 4 };
    expect([0, 1, 2, 3, 4, 99].map((step) => sparsityShare(warm, step))).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
    expect(sparsityShare(OPTIONS, 0)).toBe(1);
  });

  test("k falls in a line from its first value to its last", () => {
    const falling: TrainingOptions = { ...OPTIONS, kFrom: 10, kAnnealSteps: 4 };
    expect([0, 1, 2, 3, 4, 99].map((step) => annealedK(falling, step))).toEqual([10, 8.5, 7, 5.5, 4, 4]);
    expect(annealedK(OPTIONS, 0)).toBe(4);
  });
});
