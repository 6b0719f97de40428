/** A benchmark over features whose cause is known, with the real engine: what it finds, and that it finds it again. */
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BenchmarkArm, BenchmarkCell, BenchmarkResult } from "@/domain/steering-benchmark";
import { ARM_NAMES, benchmarkResult } from "@/domain/steering-benchmark";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { differenceOf } from "@/workers/steering/benchmark/audit";
import { bundled } from "@/workers/steering/benchmark/bundled";
import { measureCells } from "@/workers/steering/benchmark/measure-cells";
import { runBenchmark } from "@/workers/steering/benchmark/run-benchmark";
import { temporaryFolder, type TemporaryFolder } from "../../support/temporary-folder";
import { loadDemoModel } from "../engine/demo-model";
import { plantSae, type Planted } from "./planted-sae";

const engine = createOnnxEngine();
const model = await loadDemoModel();
let folder: TemporaryFolder;
/** One that is large enough to tell arms apart, and one that is soon done. */
let wide: BenchmarkResult;
let planted: Planted;
let result: BenchmarkResult;

const WORDS = ["dog", "rain"] as const;
const run = (log: string, { sae, request } = planted) =>
  // an SAE that is its own double: what stands out around a feature's examples there is the feature
  runBenchmark({
    engine,
    model,
    sae,
    double: sae,
    embed: null,
    request: { ...request, log: join(folder.path, log) },
  });

beforeAll(async () => {
  folder = await temporaryFolder("benchmark");
  const prompts = ["One day", "The", "She looked at", "They went to the", "It was", "He wanted"];
  const arms = ["feature", "wrong-sign", "random-feature", "random-direction", "none"] as const;
  wide = await run(
    "wide.jsonl",
    await plantSae(engine, model, WORDS, {
      grid: { arms: [...arms], doses: [0.5, 1, 2], tokens: 24, prompts },
      log: "",
    }),
  );
  const grid = { arms: [...ARM_NAMES], doses: [0, 2], tokens: 10, prompts: prompts.slice(0, 2) };
  planted = await plantSae(engine, model, WORDS, { grid, log: "" });
  result = await run("first.jsonl");
}, 300_000);
afterAll(() => folder.remove());

const scoreOf = (arm: BenchmarkArm) => wide.features.map(({ arms }) => arms[arm]?.reported.score ?? 0);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Texts of an arm at its full dose. */
const writtenBy = (arm: BenchmarkArm) =>
  result.cells.filter((cell) => cell.arm === arm && cell.dose === 2).map(({ tokenHash }) => tokenHash);

describe("features with a known cause", () => {
  test("steer better than every control", () => {
    const own = scoreOf("feature");
    for (const arm of ["wrong-sign", "random-feature", "random-direction", "none"] as const)
      scoreOf(arm).forEach((score, i) => expect(own[i], arm).toBeGreaterThan(score));
    expect(mean(own)).toBeGreaterThan(0.5);
  });

  test("score at chance as each other's, which is what permuted features come to", () => {
    const chance = mean([...scoreOf("random-direction"), ...scoreOf("none"), ...scoreOf("wrong-sign")]);
    expect(Math.abs(mean(scoreOf("random-feature")) - chance)).toBeLessThan(mean(scoreOf("feature")) / 3);
  });

  test("are told by the words around them", () => {
    expect(wide.features[0]?.lexicon).toContain("dog");
    expect(wide.features[1]?.lexicon).toContain("rain");
  });
});

describe("the double's feature", () => {
  test("is the one that stands out around the feature's examples", () => {
    expect(writtenBy("double")).toHaveLength(4);
    expect(writtenBy("double")).toEqual(writtenBy("feature"));
  });
});

describe("a vector", () => {
  test("along the feature's own direction writes what the feature does, however long it is", () => {
    expect(writtenBy("vector")).toHaveLength(4);
    expect(writtenBy("vector")).toEqual(writtenBy("feature"));
  });
});

describe("a result", () => {
  test("is what its format says", () => {
    expect(benchmarkResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    expect(benchmarkResult.parse(JSON.parse(JSON.stringify(bundled(result)))).cells.length).toBeGreaterThan(
      0,
    );
  });

  test("has unedited texts where the dose is 0, to the token", () => {
    const plain = result.cells.filter(({ arm }) => arm === "none");
    const undosed = result.cells.filter(({ arm, dose }) => dose === 0 && arm !== "prefix" && arm !== "none");
    expect(undosed).toHaveLength(7 * plain.length);
    for (const cell of undosed)
      expect(cell.tokenHash).toBe(
        plain.find(({ feature, prompt }) => feature === cell.feature && prompt === cell.prompt)?.tokenHash,
      );
  });

  test("says what edits do to other text: nothing at dose 0, and more than nothing at others", () => {
    for (const { arms } of result.features) {
      const damage = arms.feature?.damage;
      expect(damage?.kl).toBeGreaterThan(damage?.dose === 0 ? -1 : 0.001);
      expect(arms.none?.damage).toBeNull();
    }
  });

  test("is the same from a run that was killed in the middle of writing its second feature", async () => {
    const [head, first, second = ""] = (await readFile(join(folder.path, "first.jsonl"), "utf8")).split("\n");
    await writeFile(
      join(folder.path, "killed.jsonl"),
      `${head}\n${first}\n${second.slice(0, second.length / 2)}`,
    );
    expect(await run("killed.jsonl")).toEqual(result);
  }, 300_000);

  test("writes a feature anew whose label has become another since, for its words were asked for", async () => {
    await copyFile(join(folder.path, "first.jsonl"), join(folder.path, "labelled.jsonl"));
    const features = planted.request.features.map((evidence, i) =>
      i === 0 ? { ...evidence, label: "castles and towers" } : evidence,
    );
    const { features: named, cells } = await run("labelled.jsonl", {
      ...planted,
      request: { ...planted.request, features },
    });
    expect(named.map(({ label }) => label)).toEqual(features.map(({ label }) => label));
    const changed = cells.flatMap((cell, i) =>
      cell.tokenHash === result.cells[i]?.tokenHash ? [] : [`${cell.feature} ${cell.arm}`],
    );
    expect(new Set(changed)).toEqual(new Set([`${features[0]?.feature} prefix`]));
  }, 300_000);

  test("stops between two features when it is told to, and keeps what is there", async () => {
    const stop = new AbortController();
    await expect(
      runBenchmark({
        ...{ engine, model, sae: planted.sae, double: planted.sae, embed: null, signal: stop.signal },
        request: { ...planted.request, log: join(folder.path, "stopped.jsonl") },
        onProgress: ({ done }) => done === 1 && stop.abort(new Error("enough")),
      }),
    ).rejects.toThrow("enough");
    const kept = (await readFile(join(folder.path, "stopped.jsonl"), "utf8")).trim().split("\n");
    expect(kept).toHaveLength(2);
  }, 300_000);

  test("is the same in a second run", async () => {
    expect(await run("second.jsonl")).toEqual(result);
  }, 300_000);
});

describe("a single cell", () => {
  test("is written again to the same tokens and figures, whichever arm it is of", async () => {
    const cells = result.cells.filter(
      ({ feature, prompt, dose, arm }) =>
        feature === 1 && prompt === 1 && (dose === 2 || arm === "prefix" || arm === "none"),
    );
    expect(cells).toHaveLength(9);
    for (const cell of cells) {
      const { feature, arm, dose, prompt } = cell;
      const parts = { engine, model, double: planted.sae, embed: null, ...planted };
      const [again] = await measureCells(parts, [{ feature, arm, dose, prompt }]);
      expect(differenceOf(cell, again)).toBeNull();
    }
  }, 300_000);

  test("that was tampered with is found", () => {
    const cell = result.cells[3] as BenchmarkCell;
    const tampered = (change: Partial<BenchmarkCell>) => differenceOf({ ...cell, ...change }, cell)?.what;
    expect(tampered({ text: `${cell.text}!` })).toBe("text");
    expect(tampered({ tokenHash: "f".repeat(64) })).toBe("tokenHash");
    expect(tampered({ concept: { ...cell.concept, fires: cell.concept.fires + 0.01 } })).toBe("fires");
    expect(differenceOf(cell, undefined)?.what).toBe("cell");
  });
});
