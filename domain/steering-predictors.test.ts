import { expect, test } from "vitest";
import { choosePredictor, statisticalPredictors } from "./steering-predictors";

const rho = (mean: number, low: number, high: number) => ({ mean, low, high, n: 100 });

test("predictors of a feature's row", () => {
  const promoted = [4, 3, 1.5].map((logit, id) => ({ id, logit }));
  expect(statisticalPredictors({ max: 8, mean: 2, density: 0.01, promoted, labelScore: null })).toEqual({
    ...{ labelScore: null, density: 0.01, max: 8, meanOverMax: 0.25, promotes: 4, sharpness: 2.5 },
  });
  expect(
    statisticalPredictors({ max: 8, mean: 2, density: 0.01, promoted: [], labelScore: 1 }),
  ).toMatchObject({
    ...{ promotes: null, sharpness: null },
  });
});

test("the best that is told apart from chance and costs nothing, whatever its sign", () => {
  const predictors = [
    { name: "outputScore", rho: rho(0.6, 0.4, 0.8) },
    { name: "max", rho: rho(0.3, 0.1, 0.5) },
    { name: "meanOverMax", rho: rho(-0.4, -0.6, -0.2) },
    { name: "density", rho: rho(0.5, -0.1, 0.9) },
  ] as const;
  expect(choosePredictor({ predictors: [...predictors] })).toEqual({
    name: "meanOverMax",
    rho: predictors[2].rho,
  });
});

test("without one, promoted logits, with what is known of them", () => {
  const promotes = { name: "promotes", rho: rho(0.1, -0.1, 0.3) } as const;
  expect(choosePredictor(null)).toEqual({ name: "promotes", rho: null });
  expect(choosePredictor({ predictors: [promotes] })).toEqual(promotes);
});
