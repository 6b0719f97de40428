import { expect, it } from "vitest";
import { fitLogistic, predict } from "./logistic";
import { accuracy, f1 } from "./scores";

const ROWS = 24;
const rows = Float32Array.from({ length: ROWS * 3 }, (_, n) => {
  const [i, j] = [Math.floor(n / 3), n % 3];
  return ((i * 7 + j * 11) % 13) / 3 - (i % 3) * j * 0.5;
});
const labels = Uint8Array.from({ length: ROWS }, (_, i) => ((i * 5) % 7 > 3 || i % 4 === 0 ? 1 : 0));

it("finds what scikit-learn 1.x finds behind a StandardScaler", () => {
  const probe = fitLogistic({ rows, width: 3, labels });
  // LogisticRegression(tol=1e-10), brought back into the units of the rows
  [0.26319792960527266, 0.07864190458371727, 0.09966428221700488].forEach((weight, j) =>
    expect(probe.weights[j]).toBeCloseTo(weight, 4),
  );
  expect(probe.bias).toBeCloseTo(-0.5491725404194012, 4);
  expect(accuracy(predict(probe, rows), labels)).toBeCloseTo(0.6666666666666666, 10);
});

it("finds the same where one number tells the classes apart", () => {
  const apart = Float32Array.from({ length: 40 }, (_, i) => (i % 2 === 1 ? 0 : 2 + (i % 5) * 0.1));
  const known = Uint8Array.from({ length: 40 }, (_, i) => (i % 2 === 1 ? 0 : 1));
  const probe = fitLogistic({ rows: apart, width: 1, labels: known });
  expect(probe.weights[0]).toBeCloseTo(2.40267489, 4);
  expect(probe.bias).toBeCloseTo(-2.618254501854037, 4);
  expect(accuracy(predict(probe, apart), known)).toBe(1);
});

it("takes a column that is always the same for nothing", () => {
  const constant = Float32Array.from({ length: ROWS }, () => 7);
  const probe = fitLogistic({ rows: constant, width: 1, labels });
  expect(probe.weights[0]).toBeCloseTo(0, 8);
  const share = labels.reduce((sum, label) => sum + label, 0) / ROWS;
  expect(probe.bias).toBeCloseTo(Math.log(share / (1 - share)), 4);
});

it("f1 is the harmonic mean of precision and recall", () => {
  const said = Uint8Array.of(1, 1, 1, 0, 0);
  const there = Uint8Array.of(1, 1, 0, 1, 0);
  expect(f1(said, there)).toBeCloseTo(2 / 3, 10);
  expect(f1(Uint8Array.of(0, 0), Uint8Array.of(1, 1))).toBe(0);
});
