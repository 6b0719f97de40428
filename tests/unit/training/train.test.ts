import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Random } from "@/domain/random";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import type { ActivationSource } from "@/workers/sae/training/activation-buffer";
import type { TrainingOptions } from "@/workers/sae/training/options";
import { PARAMETER_NAMES } from "@/workers/sae/training/parameters";
import { trainSae, type TrainRun } from "@/workers/sae/training/train";
import type { SaeTrainer, StepMetrics } from "@/workers/sae/training/trainer";

const WIDTH = 8;
const OPTIONS: TrainingOptions = {
  hookName: "blocks.0.hook_resid_post",
  architecture: "batchtopk",
  features: 32,
  k: 1,
  l1: 0,
  batch: 32,
  steps: 12,
  rate: 0.01,
  warmupSteps: 2,
  decayShare: 0.25,
  auxiliary: 1 / 32,
  deadAfterTokens: 20,
  bufferTokens: 100,
  seed: 3,
};

/** Token ids are seeds of activations. */
const PASSAGES = Array.from({ length: 24 }, (_, p) => [
  1,
  ...Array.from({ length: 9 }, (_, t) => 10 * p + t),
]);
const SOURCE: ActivationSource = {
  width: WIDTH,
  read: (passages) => {
    const tokens = passages.flatMap((passage) => Array.from(passage).slice(1));
    return Promise.resolve(
      Float32Array.from(
        tokens.flatMap((token) => {
          const random = new Random(token);
          return Array.from({ length: WIDTH }, () => random.normal() + 1);
        }),
      ),
    );
  },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "featurescope-train-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const run = (name: string, changes: Partial<TrainRun> = {}) =>
  trainSae({
    engine: createOnnxEngine(),
    source: SOURCE,
    passages: PASSAGES,
    options: OPTIONS,
    checkpoint: join(folder, `${name}.safetensors`),
    checkpointEvery: 100,
    ...changes,
  });

/** Everything that the next step depends on. */
const stateOf = ({
  step,
  threshold,
  silentTokens,
  normalisation,
  parameters,
  moments,
  jump,
}: SaeTrainer) => ({
  step,
  threshold,
  silentTokens: [...silentTokens],
  normalisation,
  jump: jump && [jump.log, jump.moments.first, jump.moments.second].map(({ values }) => [...values]),
  blocks: PARAMETER_NAMES.map((name) =>
    [parameters[name], moments[name].first, moments[name].second].map(({ values }) => [...values]),
  ),
});

/** Stops after so many steps of this call. */
async function interrupted(name: string, steps: number): Promise<StepMetrics[]> {
  const stop = new AbortController();
  const metrics: StepMetrics[] = [];
  const onStep = (step: StepMetrics) => {
    if (metrics.push(step) === steps) stop.abort();
  };
  await expect(run(name, { onStep, signal: stop.signal })).rejects.toMatchObject({ code: "CANCELLED" });
  return metrics;
}

describe("a training run", () => {
  test("is the same twice, and every step is reported", async () => {
    const metrics: StepMetrics[] = [];
    const first = await run("a", { onStep: (step) => metrics.push(step) });
    expect(metrics.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(stateOf(await run("b"))).toEqual(stateOf(first));
    const other = await run("c", { options: { ...OPTIONS, seed: 4 } });
    expect(stateOf(other).blocks).not.toEqual(stateOf(first).blocks);
  });

  test("interrupted twice, it ends bit for bit where an undisturbed one does", async () => {
    const wholeMetrics: StepMetrics[] = [];
    const whole = await run("whole", { onStep: (step) => wholeMetrics.push(step) });
    expect(wholeMetrics.some(({ dead, auxiliary }) => dead > 0 && auxiliary > 0)).toBe(true);
    const metrics = [...(await interrupted("parts", 4)), ...(await interrupted("parts", 3))];
    const parts = await run("parts", { onStep: (step) => metrics.push(step) });
    expect(stateOf(parts)).toEqual(stateOf(whole));
    expect(metrics).toEqual(wholeMetrics);
  });

  test.each<[string, Partial<TrainingOptions>]>([
    ["begins along activations", { initial: "data" }],
    ["learns thresholds", { architecture: "jumprelu", k: undefined, l0: 0.1, bandwidth: 1 }],
  ])("that %s goes on to the same state too, which is another", async (_, changes) => {
    const options: TrainingOptions = { ...OPTIONS, ...changes };
    const whole = await run("whole", { options });
    for (const steps of [1, 7]) {
      const stop = new AbortController();
      const onStep = ({ step }: StepMetrics) => {
        if (step === steps) stop.abort();
      };
      await expect(run("parts", { options, onStep, signal: stop.signal })).rejects.toThrow("Stopped");
    }
    expect(stateOf(await run("parts", { options }))).toEqual(stateOf(whole));
    expect(stateOf(whole).blocks).not.toEqual(stateOf(await run("as it is")).blocks);
  });

  test("that is finished is only loaded", async () => {
    const whole = await run("done");
    const source = { ...SOURCE, read: () => Promise.reject(new Error("read again")) };
    expect(stateOf(await run("done", { source }))).toEqual(stateOf(whole));
  });

  test("is the same run whether what it does not use is left out or undefined", async () => {
    const options = { ...OPTIONS, prefixes: undefined, frozenDecoder: undefined } as typeof OPTIONS;
    const whole = await run("named", { options });
    expect(stateOf(await run("named", { options }))).toEqual(stateOf(whole));
  });

  test("goes on from the last checkpoint when it was killed", async () => {
    const killed = new Error("killed");
    let steps = 0;
    const onStep = () => {
      if (++steps === 8) throw killed;
    };
    await expect(run("killed", { onStep, checkpointEvery: 3 })).rejects.toBe(killed);
    const again: number[] = [];
    const resumed = await run("killed", { onStep: ({ step }) => again.push(step) });
    expect(again).toEqual([7, 8, 9, 10, 11, 12]);
    expect(stateOf(resumed)).toEqual(stateOf(await run("undisturbed")));
  });

  test("with other options than its checkpoint is refused", async () => {
    await interrupted("run", 2);
    await expect(run("run", { options: { ...OPTIONS, rate: 0.02 } })).rejects.toMatchObject({
      code: "CONFLICT",
      message: `${join(folder, "run.safetensors")} holds a run with other options.`,
    });
  });
});
