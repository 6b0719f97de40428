import { describe, expect, it } from "vitest";
import { Random } from "./random";
import { defaultGrid } from "./steering-grid";
import { cellRecipe, cellSeed, dosesOf } from "./steering-arms";
import {
  benchmarkSummary,
  type BenchmarkArm,
  type BenchmarkCell,
  type BenchmarkFeature,
} from "./steering-benchmark";
import { summariseBenchmark } from "./summarise-benchmark";
import { baselineOf, chooseDose, groupCells, judgeArm, shownArms } from "./summarise-steering";

const GRID = { ...defaultGrid({ chat: false }), doses: [1, 2, 4] };
const SCALE = { fires: [0, 0.5] as [number, number], lexicon: null };

/** Texts as if each arm made the feature fire by `strength` times the dose, and cost half a nat for each unit of dose. */
function madeUp(count: number, strength: (feature: number, arm: BenchmarkArm) => number) {
  const random = new Random(1);
  const cells = Array.from({ length: count }, (_, feature) =>
    shownArms(GRID).flatMap((arm) =>
      dosesOf(GRID, arm).flatMap((dose) =>
        GRID.prompts.map((_prompt, prompt): BenchmarkCell => {
          const fires = Math.max(0, strength(feature, arm) * dose + 0.02 * random.normal());
          return {
            ...{ feature, arm, dose, prompt, seed: cellSeed(1, { feature, prompt }), text: "", tokens: 32 },
            tokenHash: "0".repeat(64),
            concept: { fires, activation: fires / 4, hits: 0, words: 20 },
            fluency: { nll: 1 + dose / 2, repeated4: 0, distinct2: 1 },
          };
        }),
      ),
    ),
  ).flat();
  const judged = { scale: SCALE, grid: GRID, baseline: baselineOf(cells, GRID) };
  const groups = groupCells(cells);
  const features = Array.from(groups, ([feature, arms]): BenchmarkFeature => ({
    ...{ feature, label: null, control: null, lexicon: [], scale: SCALE },
    arms: Object.fromEntries([...arms].map(([arm, own]) => [arm, judgeArm(own, arm, judged, null)])),
    // one that knows, and one that does not
    predictors: { outputScore: strength(feature, "feature"), density: (feature * 7) % 11 },
  }));
  return { cells, features, judged, summary: summariseBenchmark({ features, cells, ...judged }) };
}

const strengthOf = (feature: number) => 0.02 + 0.01 * (feature % 20);
const planted = madeUp(24, (feature, arm) => (arm === "feature" ? strengthOf(feature) : 0));

describe("the summary", () => {
  it("sets a feature that steers apart from all controls, by intervals that do not meet", () => {
    const own = planted.summary.arms.feature?.score;
    for (const arm of ["wrong-sign", "random-feature", "random-direction", "none"] as const) {
      expect(own?.low).toBeGreaterThan(planted.summary.arms[arm]?.score.high ?? NaN);
      expect(planted.summary.arms[arm]?.behindFeature?.low).toBeGreaterThan(0);
    }
    expect(planted.summary.aboveControls).toBeGreaterThan(20);
    expect(planted.summary.arms.feature?.behindFeature).toBeNull();
    expect(own?.n).toBe(24);
  });

  it("finds nothing where all arms do the same", () => {
    const { summary } = madeUp(24, (_, arm) => (arm === "none" ? 0 : 0.05));
    for (const arm of ["wrong-sign", "random-feature", "random-direction"] as const) {
      expect(summary.arms[arm]?.behindFeature?.low).toBeLessThan(0);
      expect(summary.arms[arm]?.behindFeature?.high).toBeGreaterThan(0);
    }
    expect(summary.aboveControls).toBeLessThan(12);
  });

  it("names the predictor that knows, on features that it was not chosen on", () => {
    expect(planted.summary.best?.name).toBe("outputScore");
    expect(planted.summary.best?.heldOut).toMatchObject({ n: 12 });
    expect(planted.summary.best?.heldOut.low).toBeGreaterThan(0.5);
    const density = planted.summary.predictors.find(({ name }) => name === "density");
    expect(density?.rho.low).toBeLessThan(0);
    expect(density?.rho.high).toBeGreaterThan(0);
  });

  it("is the same every time, and what its format says", () => {
    const { cells, features, judged, summary } = planted;
    expect(summariseBenchmark({ features, cells, ...judged })).toEqual(summary);
    expect(benchmarkSummary.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
  });
});

describe("a dose", () => {
  it("is chosen on every other prompt and reported on the others", () => {
    const own = planted.cells.filter(({ feature, arm }) => feature === 3 && arm === "feature");
    const swayed = own.map((cell) =>
      cell.prompt % 2 === 0 && cell.dose === 4
        ? { ...cell, fluency: { ...cell.fluency, nll: 1 }, concept: { ...cell.concept, fires: 1 } }
        : cell,
    );
    expect(chooseDose(swayed, "feature", planted.judged)).toBe(4);
    const reported = judgeArm(swayed, "feature", planted.judged, null).reported;
    expect(reported.fluency).toBeCloseTo(2 * Math.exp(-2), 10);
  });
});

describe("cells", () => {
  const names = { model: "m", sae: "s", label: "dogs", control: 9 };
  const at = (arm: BenchmarkArm, dose = 0) => cellRecipe(GRID, names, { feature: 5, arm, dose, prompt: 1 });

  it("of a feature and prompt share their seed, and no others do", () => {
    const seeds = new Set(
      Array.from({ length: 100 }, (_, i) => cellSeed(1, { feature: i % 10, prompt: Math.floor(i / 10) })),
    );
    expect(seeds.size).toBe(100);
    expect(at("feature", 2)?.seed).toBe(at("none")?.seed);
  });

  it("have recipes that say their edit, as far as recipes can", () => {
    expect(at("wrong-sign", 2)?.features).toEqual([{ sae: "s", feature: 5, mode: "add", strength: -2 }]);
    expect(at("random-feature", 2)?.features).toEqual([{ sae: "s", feature: 9, mode: "add", strength: 2 }]);
    expect(at("none")?.features[0]?.strength).toBe(0);
    expect(at("prefix")?.prompt).toBe(`A story about dogs. ${GRID.prompts[1]}`);
    expect(at("diff-mean", 1)).toBeUndefined();
    expect(Object.is(at("wrong-sign", 0)?.features[0]?.strength, 0)).toBe(true);
  });
});
