import { describe, expect, test } from "vitest";
import { Random } from "@/domain/random";
import { argmax, penaliseFrequent, sampleToken, type SamplingSettings } from "./sampler";

/** A random number generator that gives the same number always. */
function fixed(u: number): Random {
  const random = new Random(0);
  random.uniform = () => u;
  return random;
}

const draw = (probabilities: Float32Array, settings: SamplingSettings, u: number) =>
  sampleToken(probabilities, settings, fixed(u));

/** Holtzman et al. 2020: sort, keep the shortest head whose mass reaches topP, draw in proportion. */
function nucleus(probabilities: Float32Array, topP: number): { id: number; p: number }[] {
  const sorted = Array.from(probabilities, (p, id) => ({ id, p })).sort((a, b) => b.p - a.p || a.id - b.id);
  let mass = 0;
  const length = sorted.findIndex(({ p }) => (mass += p) >= topP) + 1;
  return sorted.slice(0, length || sorted.length);
}

function bruteForce(probabilities: Float32Array, topP: number, u: number): number {
  const kept = nucleus(probabilities, topP);
  const target = u * kept.reduce((sum, { p }) => sum + p, 0);
  let total = 0;
  return (kept.find(({ p }) => (total += p) > target) ?? kept[kept.length - 1])?.id ?? NaN;
}

/** Softmax of normal logits: the sharper, the fewer tokens hold the mass. */
function distribution(size: number, sharpness: number, seed: number): Float32Array {
  const random = new Random(seed);
  const raised = Float64Array.from({ length: size }, () => Math.exp(sharpness * random.normal()));
  const total = raised.reduce((a, b) => a + b);
  return Float32Array.from(raised, (v) => v / total);
}

const GRID = Array.from({ length: 200 }, (_, i) => (i + 0.5) / 200);
const EQUAL = new Float32Array(8).fill(0.125);

describe("top-p", () => {
  test.each([
    ["flat", distribution(300, 0.3, 1)],
    ["ordinary", distribution(300, 2, 2)],
    ["sharp", distribution(300, 6, 3)],
    ["equal", EQUAL],
    ["certain", Float32Array.of(0, 0, 1, 0)],
  ])("draws as brute force does from a %s distribution", (_, probabilities) => {
    for (const topP of [0.05, 0.5, 0.9, 0.95, 0.999]) {
      for (const u of GRID) {
        expect(draw(probabilities, { temperature: 1, topP }, u)).toBe(bruteForce(probabilities, topP, u));
      }
    }
  });

  test("draws nothing outside the nucleus and everything in it", () => {
    const probabilities = distribution(50, 1.5, 4);
    const allowed = nucleus(probabilities, 0.8).map(({ id }) => id);
    const drawn = new Set(
      Array.from({ length: 20_000 }, (_, i) => draw(probabilities, { temperature: 1, topP: 0.8 }, i / 20_000)),
    );
    expect([...drawn].sort()).toEqual(allowed.sort());
    expect(allowed.length).toBeLessThan(30);
  });

  test("of equally probable tokens the smaller ids are kept", () => {
    const drawn = new Set(GRID.map((u) => draw(EQUAL, { temperature: 1, topP: 0.3 }, u)));
    expect([...drawn]).toEqual([0, 1, 2]);
  });
});

describe("drawing from everything", () => {
  test("each token as often as its probability says", () => {
    const probabilities = distribution(40, 1.5, 5);
    const counts = new Float64Array(40);
    const trials = 100_000;
    for (let i = 0; i < trials; i++) {
      const id = draw(probabilities, { temperature: 1, topP: 1 }, (i + 0.5) / trials);
      counts[id] = (counts[id] ?? 0) + 1;
    }
    counts.forEach((count, id) => expect(Math.abs(count / trials - (probabilities[id] ?? 0))).toBeLessThan(2e-5));
  });

  test("a token without probability is never drawn, not even for the largest number", () => {
    const probabilities = Float32Array.of(0, 0.5, 0, 0.4999, 0);
    expect(draw(probabilities, { temperature: 1, topP: 1 }, 0)).toBe(1);
    expect(draw(probabilities, { temperature: 1, topP: 1 }, 1 - 2 ** -32)).toBe(3);
  });
});

describe("temperature 0", () => {
  test("takes the most probable token, the first of equals", () => {
    expect(draw(Float32Array.of(0.2, 0.4, 0.4), { temperature: 0, topP: 0.1 }, 0.99)).toBe(1);
    expect(argmax(Float32Array.of(-3, -1, -2))).toBe(1);
  });

  test("settings do not shift the random sequence", () => {
    const numbersUsed = (settings: SamplingSettings) => {
      const random = new Random(7);
      sampleToken(distribution(20, 1, 6), settings, random);
      return random.uniform();
    };
    const after = numbersUsed({ temperature: 1, topP: 1 });
    expect(numbersUsed({ temperature: 0, topP: 1 })).toBe(after);
    expect(numbersUsed({ temperature: 1, topP: 0.5 })).toBe(after);
  });
});

describe("the frequency penalty", () => {
  test("lowers the logit at the temperature by penalty times count, as TransformerLens does", () => {
    const logits = [1.5, -0.5, 0.25, 2, -3];
    const softmax = (values: number[]) => {
      const raised = values.map(Math.exp);
      const total = raised.reduce((a, b) => a + b);
      return raised.map((v) => v / total);
    };
    const temperature = 0.5;
    const ids = [3, 0, 3, 3];
    const counts = [1, 0, 0, 3, 0];
    const cooled = logits.map((logit) => logit / temperature);
    const expected = softmax(cooled.map((logit, id) => logit - 0.7 * (counts[id] ?? 0)));
    const found = penaliseFrequent(Float32Array.from(softmax(cooled)), ids, 0.7);
    expected.forEach((p, id) => expect(found[id]).toBeCloseTo(p, 6));
  });
});
