/** Steered texts of the demo model: against the decoder, against each other, and however they are batched. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ResolvedEdit, SteeringScope } from "@/domain/steering";
import type { RunStep } from "@/domain/steering-run";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { SteeredBatch, type TextRequest } from "@/workers/steering/steered-batch";
import { loadDemoSae } from "../../support/demo-sae";
import { loadDemoModel } from "../engine/demo-model";
import { readEdited } from "./edited-at-once";

const GREEDY =
  "Once upon a time, there was a little girl named Lily. She loved to play outside in the sunshine. " +
  "One day, she saw a big, red ball in the sky.";

const model = await loadDemoModel();
const { config, tokenizer } = model;
const saes = [await loadDemoSae("3-res-4k"), await loadDemoSae("3-res-1k")];
const engine = createOnnxEngine();
const prompt = tokenizer.encode("Once upon a time", { bos: true });

let batch: SteeredBatch;
beforeAll(async () => {
  batch = await SteeredBatch.create(engine, model, saes);
});
afterAll(() => batch.dispose());

const request = (change: Partial<TextRequest> = {}): TextRequest => ({
  prompt,
  features: [{ place: 0, feature: 100 }],
  doses: [[{ feature: 100, mode: "add", target: 0 }]],
  ...{ scope: { kind: "all" }, temperature: 0, topP: 1, seed: 1, length: 24 },
  ...change,
});

const clamp = (feature: number, target: number): ResolvedEdit => ({ feature, mode: "clamp", target });

/** Steps of one run to its end; others may write along. */
async function write(id: string, asked: TextRequest): Promise<RunStep[]> {
  await batch.add(id, asked);
  const steps: RunStep[] = [];
  for (;;) {
    const step = (await batch.step()).get(id);
    if (!step) return steps;
    steps.push(step);
    if (!steps.at(-1)?.some((token) => token && !token.end)) return steps;
  }
}

const idsOf = (steps: readonly RunStep[], text: number) => steps.flatMap((step) => step[text]?.id ?? []);

/** Logits at every position of one text with edits, read in one go. */
const logits = (ids: readonly number[], edits: ResolvedEdit[], at: (t: number) => boolean) =>
  readEdited(engine, ids, { model, sae: saes[0] as (typeof saes)[number], edits, at });

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : NaN;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
  return largest;
}

describe("identities", () => {
  const ids = tokenizer.encode(GREEDY, { bos: true });

  test("clamping a feature to its own value at a token changes no logit by 1e-4", async () => {
    const plain = await logits(ids, [clamp(0, 0)], () => false);
    const all = await activeFeatures(ids);
    for (const { feature, t, value } of all.slice(0, 5)) {
      const clamped = await logits(ids, [clamp(feature, value)], (at) => at === t);
      expect(largestDifference(clamped.logits, plain.logits)).toBeLessThan(1e-4);
      expect(clamped.f[t]).toBeCloseTo(value, 4);
      const doubled = await logits(ids, [clamp(feature, 2 * value)], (at) => at === t);
      expect(largestDifference(doubled.logits, plain.logits)).toBeGreaterThan(1e-3);
    }
  });

  test("ablating a feature that is not active anywhere changes nothing", async () => {
    const active = new Set((await activeFeatures(ids)).map(({ feature }) => feature));
    const silent = Array.from({ length: 4608 }, (_, i) => i).filter((i) => !active.has(i));
    const plain = await logits(ids, [clamp(0, 0)], () => false);
    const ablated = await logits(
      ids,
      silent.slice(0, 8).map((feature) => ({ feature, mode: "ablate", target: 0 })),
      (t) => t > 0,
    );
    expect(largestDifference(ablated.logits, plain.logits)).toBe(0);
  });
});

/** Features active on a text with their value at one of its tokens, strongest first. */
async function activeFeatures(ids: readonly number[]) {
  const { Collector } = await import("@/workers/dashboards/collector");
  const collector = await Collector.create(engine, model, saes[0] as (typeof saes)[number]);
  const { offsets, tokens, values } = await collector.collect([ids]);
  await collector.dispose();
  const found: { feature: number; t: number; value: number }[] = [];
  for (let feature = 0; feature + 1 < offsets.length; feature++) {
    const at = offsets[feature] ?? 0;
    if (at < (offsets[feature + 1] ?? 0)) found.push({ feature, t: tokens[at] ?? 0, value: values[at] ?? 0 });
  }
  return found.sort((a, b) => b.value - a.value);
}

describe("texts", () => {
  test("the default text is the known greedy one, and one with an edit of nothing is the same", async () => {
    const steps = await write("a", request({ length: 35 }));
    expect(tokenizer.decode([...prompt, ...idsOf(steps, 0)])).toBe(GREEDY);
    expect(idsOf(steps, 1)).toEqual(idsOf(steps, 0));
    for (const step of steps) expect(step[1]?.kl ?? NaN).toBeLessThan(1e-6);
    expect(steps.at(-1)?.map((token) => token?.end)).toEqual(["length", "length"]);
  });

  test("tell the value of their features at every token, as a collection reads it", async () => {
    const ids = [...prompt, ...idsOf(await write("a", request({ length: 12 })), 0)];
    const active = (await activeFeatures(ids)).slice(0, 3);
    const steps = await write(
      "b",
      request({
        length: 12,
        features: active.map(({ feature }) => ({ place: 0, feature })),
        doses: [active.map(({ feature }) => clamp(feature, 9))],
      }),
    );
    active.forEach(({ t, value }, i) => {
      if (t >= prompt.length) expect(steps[t - prompt.length]?.[0]?.read[i]).toBeCloseTo(value, 3);
    });
    // before an edit at the only hook, a steered text is read as the model as it is reads it
    const steered = [...prompt, ...idsOf(steps, 1)];
    const read = await logits(steered, [clamp(active[0]?.feature ?? 0, 0)], () => false);
    steps.forEach((step, n) => {
      if (step[1]?.id !== undefined) expect(step[1].read[0]).toBeCloseTo(read.f[prompt.length + n] ?? NaN, 3);
    });
  });

  test("probabilities under the model as it is are those of one full run", async () => {
    const steps = await write("a", request({ length: 10, doses: [[clamp(100, 8)]], temperature: 1 }));
    const ids = [...prompt, ...idsOf(steps, 1)];
    const full = await logits(ids, [clamp(0, 0)], () => false);
    const steered = await logits(ids, [clamp(100, 8)], (t) => t > 0);
    steps.forEach((step, n) => {
      const token = step[1];
      if (token?.id === undefined) return;
      const at = prompt.length + n - 1;
      const p = logSoftmax(steered.logits.subarray(at * config.vocabulary, (at + 1) * config.vocabulary));
      const q = logSoftmax(full.logits.subarray(at * config.vocabulary, (at + 1) * config.vocabulary));
      expect(token.plain).toBeCloseTo(q[token.id] ?? NaN, 3);
      expect(token.own).toBeCloseTo(p[token.id] ?? NaN, 3);
      expect(token.kl).toBeCloseTo(
        p.reduce((sum, log, id) => sum + Math.exp(log) * (log - (q[id] ?? NaN)), 0),
        3,
      );
      // as good as the best, in this order: which of two that are equally probable comes first says nothing
      const best = [...p].sort((a, b) => b - a).slice(0, 5);
      expect(new Set(token.top.map(([id]) => id)).size).toBe(5);
      token.top.forEach(([id], place) => expect(p[id]).toBeCloseTo(best[place] ?? NaN, 3));
    });
  });

  test("a frequency penalty keeps every text from saying anything twice, and counts the prompt", async () => {
    const repeats = (steps: RunStep[]) =>
      [0, 1].reduce((sum, text) => {
        const ids = [...prompt, ...idsOf(steps, text)];
        return sum + ids.length - new Set(ids).size;
      }, 0);
    const asked = request({ temperature: 1, length: 32, doses: [[clamp(100, 6)]] });
    const plain = await write("a", asked);
    const penalised = await write("b", { ...asked, frequencyPenalty: 10 });
    expect(repeats(plain)).toBeGreaterThan(1);
    expect(repeats(penalised)).toBe(0);
    // the most probable token is taken whatever has been said, as in TransformerLens
    const greedy = { ...asked, temperature: 0 };
    expect(await write("c", { ...greedy, frequencyPenalty: 10 })).toEqual(await write("d", greedy));
  });

  test("the same seed writes the same figures to the last digit, alone or among others that come and go", async () => {
    const asked = request({
      temperature: 1,
      topP: 0.95,
      seed: 7,
      length: 40,
      doses: [[clamp(100, 6)], [clamp(100, 12)]],
    });
    const alone = await write("a", asked);
    await batch.add(
      "x",
      request({ length: 30, prompt: ids("The dog ran away because it was very hungry and") }),
    );
    await batch.step();
    await batch.add(
      "y",
      request({ length: 3, features: [{ place: 1, feature: 5 }], doses: [[clamp(5, 9)]] }),
    );
    const together = write("a", asked);
    const again = await together;
    expect(again).toEqual(alone);
    batch.remove("x");
    expect(batch.size).toBe(0);
    const other = await write("a", { ...asked, seed: 8 });
    expect(idsOf(other, 0)).not.toEqual(idsOf(alone, 0));
  });

  test.each<[SteeringScope, boolean]>([
    [{ kind: "prompt" }, true],
    [{ kind: "generated" }, false],
    [{ kind: "from", token: prompt.length }, false],
    [{ kind: "all" }, true],
  ])("positions %j: whether the first token is drawn from a changed distribution", async (scope, changed) => {
    const steps = await write("a", request({ scope, length: 3, doses: [[clamp(100, 10)]] }));
    if (changed) expect(steps[0]?.[1]?.kl).toBeGreaterThan(1e-5);
    else expect(steps[0]?.[1]?.kl).toBeLessThan(1e-6);
    expect(steps[1]?.[1]?.kl).toBeGreaterThan(1e-5);
  });

  test("end where the context window is full", async () => {
    const long = Array.from({ length: 250 }, (_, i) => prompt[i % prompt.length] ?? 1);
    const steps = await write("a", request({ prompt: [1, ...long.slice(1)], length: 40 }));
    expect(steps).toHaveLength(config.context - 250);
    expect(steps.at(-1)?.[0]?.end).toBe("context");
  });

  test("a run that leaves takes its rows along and harms nobody", async () => {
    const alone = idsOf(await write("a", request({ length: 20, temperature: 1 })), 1);
    await batch.add("b", request({ length: 20 }));
    await batch.add("a", request({ length: 20, temperature: 1 }));
    const steps: RunStep[] = [];
    for (let n = 0; n < 20; n++) {
      if (n === 5) batch.remove("b");
      const step = (await batch.step()).get("a");
      if (step) steps.push(step);
    }
    expect(idsOf(steps, 1)).toEqual(alone);
    expect(batch.size).toBe(0);
  });
});

const ids = (text: string) => tokenizer.encode(text, { bos: true });

function logSoftmax(row: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(row);
  const top = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const total = Math.log(values.reduce((sum, v) => sum + Math.exp(v - top), 0));
  return values.map((v) => v - top - total);
}

describe("vectors of one's own", () => {
  const [sae] = saes as [(typeof saes)[number]];
  const width = sae.config.dIn;
  const row = sae.weights.get("W_dec")?.data.slice(100 * width, 101 * width) as Float32Array;
  const norm = Math.hypot(...row);
  const along = { direction: row.map((value) => value / norm), centre: 0 };
  const vector = (target: number, mode: "add" | "orthogonal" = "add"): ResolvedEdit => ({
    ...{ along, mode, target },
  });

  test("along a feature's direction do what adding the feature does, alone and beside others", async () => {
    const [feature, own] = [
      request({ doses: [[{ feature: 100, mode: "add", target: 9 }]] }),
      request({ features: [{ place: 0, along }], doses: [[vector(9 * norm)]] }),
    ];
    const wanted = await write("feature", feature);
    expect(idsOf(wanted, 1)).not.toEqual(idsOf(wanted, 0));
    const [alone, beside] = [
      await write("vector", own),
      await (async () => {
        await batch.add("other", request({ doses: [[clamp(100, 20)]] }));
        const steps = await write("vector", own);
        batch.remove("other");
        return steps;
      })(),
    ];
    expect(idsOf(alone, 1)).toEqual(idsOf(wanted, 1));
    expect(beside).toEqual(alone);
    alone.forEach((step, i) => expect(step[1]?.own).toBeCloseTo(wanted[i]?.[1]?.own ?? NaN, 3));
  });

  test("are read where they were set", async () => {
    const { read } = await batch.add(
      "read",
      request({ features: [{ place: 0, along }], doses: [[vector(0)]] }),
    );
    batch.remove("read");
    expect(read).toHaveLength(prompt.length);
    expect(Math.abs(read[1]?.[0] ?? NaN)).toBeGreaterThan(0);
    const steps = await write("none", request({ features: [{ place: 0, along }], doses: [[vector(0)]] }));
    expect(idsOf(steps, 1)).toEqual(idsOf(steps, 0));
  });
});
