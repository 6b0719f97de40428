/** Against the paper's formulas (arXiv 2407.14435), written out over all entries in double precision. */
import { describe, expect, test } from "vitest";
import { Random } from "@/domain/random";
import { JumpThresholds } from "./jump-thresholds";
import { Kernels } from "./kernels";
import type { ActiveRows } from "./select";

const [ROWS, FEATURES, BANDWIDTH, PENALTY] = [6, 8, 0.7, 0.3];

async function setup() {
  const random = new Random(5);
  const jump = new JumpThresholds(
    await Kernels.create(JumpThresholds.floats(FEATURES), 4),
    FEATURES,
    BANDWIDTH,
  );
  for (let i = 0; i < FEATURES; i++) jump.log.values[i] = random.normal() / 2 - 0.5;
  jump.log.values[0] = -3;
  const pre = Float32Array.from({ length: ROWS * FEATURES }, () => random.normal());
  pre[0] = -0.1; // near the threshold of feature 0, though below 0
  return {
    jump,
    pre,
    /** By the activation of every entry, [ROWS, FEATURES]. */
    slopes: Float32Array.from({ length: ROWS * FEATURES }, () => random.normal()),
  };
}

const theta = (jump: JumpThresholds, i: number) => Math.exp(jump.log.values[i % FEATURES] ?? NaN);
const rectangle = (u: number) => (u > -0.5 && u < 0.5 ? 1 : 0);

/** Places in [ROWS, FEATURES] of the entries. */
const placesOf = ({ offsets, features }: ActiveRows) =>
  Array.from({ length: ROWS }, (_, row) =>
    [...features.subarray(offsets[row], offsets[row + 1])].map((feature) => row * FEATURES + feature),
  ).flat();

/** Places where `holds`, of all. */
const placesWhere = (pre: Float32Array, holds: (z: number, i: number) => boolean) =>
  [...pre.keys()].filter((i) => holds(pre[i] ?? NaN, i));

describe("thresholds of JumpReLU", () => {
  test("what is above its threshold is active with its own value, and what is within half a bandwidth is near", async () => {
    const { jump, pre } = await setup();
    const { active, near } = jump.select(pre);
    const above = placesWhere(pre, (z, i) => z > theta(jump, i));
    expect(placesOf(active)).toEqual(above);
    expect([...active.values]).toEqual(above.map((i) => pre[i]));
    const within = placesWhere(pre, (z, i) => rectangle((z - theta(jump, i)) / BANDWIDTH) === 1);
    expect(placesOf(near)).toEqual(within);
    // on both sides, and below 0 where a threshold is within half a bandwidth of it
    expect(within.filter((i) => above.includes(i)).length).toBeGreaterThan(1);
    expect(within.filter((i) => !above.includes(i)).length).toBeGreaterThan(1);
    expect(within.some((i) => (pre[i] ?? 0) < 0)).toBe(true);
  });

  test("their gradient is that of the pseudo-derivatives, by the logarithm", async () => {
    const { jump, pre, slopes } = await setup();
    const { near } = jump.select(pre);
    jump.differentiate(
      near,
      Float32Array.from(placesOf(near), (i) => slopes[i] ?? NaN),
      PENALTY,
    );
    const expected = new Float64Array(FEATURES);
    pre.forEach((z, i) => {
      const t = theta(jump, i);
      const kernel = rectangle((z - t) / BANDWIDTH);
      const byJump = -(t / BANDWIDTH) * kernel;
      const byStep = -(1 / BANDWIDTH) * kernel;
      expected[i % FEATURES] =
        (expected[i % FEATURES] ?? 0) + ((slopes[i] ?? NaN) * byJump + PENALTY * byStep) * t;
    });
    expect(expected.filter((g) => g !== 0).length).toBeGreaterThan(4);
    jump.gradient.values.forEach((g, i) => expect(g).toBeCloseTo(expected[i] ?? NaN, 5));
  });

  test("and the slope of the function that has these derivatives, by central differences", async () => {
    const { jump, pre, slopes } = await setup();
    const { near } = jump.select(pre);
    jump.differentiate(
      near,
      Float32Array.from(placesOf(near), (i) => slopes[i] ?? NaN),
      PENALTY,
    );
    /** The penalty and the linearised error of a feature, with step and jump smeared over the bandwidth. */
    const smeared = (feature: number, log: number) => {
      const t = Math.exp(log);
      let sum = 0;
      for (let i = feature; i < pre.length; i += FEATURES) {
        const z = pre[i] ?? NaN;
        const [from, to] = [z - BANDWIDTH / 2, z + BANDWIDTH / 2];
        const within = Math.min(Math.max(t, from), to);
        sum +=
          PENALTY * ((to - within) / BANDWIDTH) +
          (slopes[i] ?? NaN) * ((to ** 2 - within ** 2) / (2 * BANDWIDTH));
      }
      return sum;
    };
    const step = 1e-5;
    jump.gradient.values.forEach((g, feature) => {
      const log = jump.log.values[feature] ?? NaN;
      const slope = (smeared(feature, log + step) - smeared(feature, log - step)) / (2 * step);
      expect(g).toBeCloseTo(slope, 4);
    });
  });

  test("rise where only the penalty counts, and stay above 0", async () => {
    const { jump, pre } = await setup();
    const before = jump.thresholds();
    const { near } = jump.select(pre);
    jump.differentiate(near, new Float32Array(near.features.length), PENALTY);
    jump.learn(0.1, 1);
    const moved = new Set(near.features);
    jump.thresholds().forEach((after, i) => {
      if (moved.has(i)) expect(after).toBeGreaterThan(before[i] ?? NaN);
      else expect(after).toBe(before[i]);
    });
  });
});
