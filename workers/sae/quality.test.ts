import { beforeAll, describe, expect, it } from "vitest";
import { loadDemoModel } from "@/tests/unit/engine/demo-model";
import type { SaeConfig } from "@/domain/models";
import { LeftOut } from "../dashboards/left-out";
import { Collector } from "../dashboards/collector";
import { createOnnxEngine } from "../engine/onnx/engine";
import type { HostTensor } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import type { LanguageModel } from "../files/language-model";
import { batchPassages, type PassageBatch } from "../models/batches";
import { familyOf } from "../models/families";
import { HookReader } from "../models/hook-reader";
import { measureQuality } from "./quality";
import type { Sae } from "./sae";

const HOOK = "blocks.3.hook_resid_post";
const engine = createOnnxEngine();
let model: LanguageModel;
let passages: number[][];

beforeAll(async () => {
  model = await loadDemoModel();
  const texts = [
    "Once upon a time, there was a little boy named Ben.",
    "Lily had a red ball. She liked to play with it in the park.",
  ];
  passages = texts.map((text) => model.tokenizer.encode(text, { bos: true }));
});

const tensor = (data: Float32Array, shape: number[]): HostTensor => ({ dtype: "float32", shape, data });

/** relu(x) and relu(-x) as features: reconstructs everything when `gain` is 1, nothing when it is 0. */
function mirrorSae(width: number, gain: number): Sae {
  const features = 2 * width;
  const encoder = new Float32Array(width * features);
  const decoder = new Float32Array(features * width);
  for (let j = 0; j < width; j++) {
    encoder[j * features + j] = 1;
    encoder[j * features + width + j] = -1;
    decoder[j * width + j] = gain;
    decoder[(width + j) * width + j] = -gain;
  }
  const config: SaeConfig = {
    architecture: "relu",
    dIn: width,
    dSae: features,
    hookName: HOOK,
    subtractDecoderBias: false,
  };
  return {
    config,
    weights: new Map([
      ["W_enc", tensor(encoder, [width, features])],
      ["W_dec", tensor(decoder, [features, width])],
      ["b_enc", tensor(new Float32Array(features), [features])],
      ["b_dec", tensor(new Float32Array(width), [width])],
    ]),
  };
}

/** Logits of every token of the first passage and of the second, with the hook as it is or at 0 behind BOS. */
async function readLogits(zeroed: boolean): Promise<Float32Array[]> {
  const { config } = model;
  const tokens = { dtype: "int32", shape: ["rows", "time"] } as const;
  const program = await engine.compile(
    {
      name: "logits",
      inputs: { ids: tokens, positions: tokens },
      build(ops, inputs) {
        const family = familyOf(config);
        const read = { ids: input(inputs, "ids"), positions: input(inputs, "positions") };
        const { residual } = family.forward(ops, config, read, {
          hook: (name, x) =>
            zeroed && name === HOOK
              ? ops.concat([ops.slice(x, 1, 0, 1), ops.mul(ops.slice(x, 1, 1), ops.constant(0))], 1)
              : x,
        });
        return { logits: family.unembed(ops, config, residual) };
      },
    },
    model.weights,
  );
  const found: Float32Array[] = [];
  for (const ids of passages) {
    const [{ ids: batch, positions }] = batchPassages([ids], config.bos) as [PassageBatch];
    const { logits } = await program.run({ ids: batch, positions });
    found.push((logits as HostTensor).data as Float32Array);
  }
  await program.dispose();
  return found;
}

/** Mean KL over the tokens behind BOS that another one follows, in float64. */
function meanDivergence(clean: readonly Float32Array[], other: readonly Float32Array[]): number {
  const vocabulary = model.config.vocabulary;
  let [sum, count] = [0, 0];
  passages.forEach((ids, n) => {
    for (let t = 1; t + 1 < ids.length; t++, count++) {
      const [p, q] = [clean, other].map((logits) => {
        const row = [...(logits[n] as Float32Array).subarray(t * vocabulary, (t + 1) * vocabulary)];
        const whole = Math.log(row.reduce((total, logit) => total + Math.exp(logit), 0));
        return row.map((logit) => logit - whole);
      }) as [number[], number[]];
      p.forEach((log, i) => (sum += Math.exp(log) * (log - (q[i] as number))));
    }
  });
  return sum / count;
}

describe("measureQuality", () => {
  it("finds nothing lost where the reconstruction is exact", async () => {
    const quality = await measureQuality(passages, { engine, model, sae: mirrorSae(288, 1) });
    expect(quality.tokens).toBe(passages.reduce((sum, ids) => sum + ids.length - 1, 0));
    expect(quality.fvu).toBeLessThan(1e-10);
    expect(quality.l0).toBe(288);
    expect(quality.ceSae).toBeCloseTo(quality.ceClean, 5);
    expect(quality.ceRecovered).toBeCloseTo(1, 5);
    expect(quality.klSae).toBeCloseTo(0, 5);
    expect(quality.klZero).toBeGreaterThan(1);
  });

  it("finds nothing recovered where the reconstruction is zero", async () => {
    const quality = await measureQuality(passages, { engine, model, sae: mirrorSae(288, 0) });
    expect(quality.ceSae).toBeCloseTo(quality.ceZero, 5);
    expect(quality.ceRecovered).toBeCloseTo(0, 5);
    expect(quality.ceZero).toBeGreaterThan(quality.ceClean + 1);
    expect(quality.klSae).toBeCloseTo(quality.klZero ?? NaN, 4);
    expect(quality.fvu).toBeGreaterThanOrEqual(1); // zero is a worse guess than the mean
  });

  it("measures the divergence that the logits of both runs have", async () => {
    const { klZero } = await measureQuality(passages, { engine, model, sae: mirrorSae(288, 1) });
    const [clean, zeroed] = await Promise.all([readLogits(false), readLogits(true)]);
    expect(klZero).toBeCloseTo(meanDivergence(clean, zeroed), 3);
  });

  it("gives the same figures whichever passages share a batch", async () => {
    const sae = mirrorSae(288, 0.5);
    const together = await measureQuality(passages, { engine, model, sae });
    const alone = await Promise.all(passages.map((ids) => measureQuality([ids], { engine, model, sae })));
    const tokens = passages.map((ids) => ids.length - 2); // predicted ones
    const mean =
      alone.reduce((sum, { ceSae }, i) => sum + ceSae * (tokens[i] ?? 0), 0) /
      tokens.reduce((a, b) => a + b, 0);
    expect(together.ceSae).toBeCloseTo(mean, 5);
  });
});

describe("Collector", () => {
  it("finds the activations that the SAE's formula gives for the hook's values", async () => {
    const sae = mirrorSae(288, 1);
    const reader = await HookReader.create(engine, model.config, model.weights, HOOK);
    const x = await reader.read(passages);
    const collector = await Collector.create(engine, model, sae);
    const { offsets, tokens, values } = await collector.collect(passages);
    for (const feature of [0, 17, 287, 288, 400]) {
      const sign = feature < 288 ? 1 : -1;
      const expected: [number, number][] = [];
      let row = 0;
      passages.forEach((ids, passage) => {
        for (let position = 1; position < ids.length; position++, row++) {
          const value = sign * (x[row * 288 + (feature % 288)] ?? 0);
          if (value > 0) expected.push([passage * model.config.context + position, value]);
        }
      });
      const found = [...tokens.subarray(offsets[feature], offsets[feature + 1])];
      expect(found).toEqual(expected.map(([token]) => token));
      found.forEach((_, i) =>
        expect(values[(offsets[feature] ?? 0) + i]).toBeCloseTo(expected[i]?.[1] ?? NaN, 5),
      );
    }
  });

  it("leaves out special tokens and outliers, the same ones however passages are batched", async () => {
    const sae = mirrorSae(288, 1);
    const collector = await Collector.create(engine, model, sae);
    const norms = await collector.norms(passages, new Set());
    const special = new Set([passages[0]?.[3] ?? 0, passages[1]?.[5] ?? 0]);
    // a tenth of the sixth largest, so that five are above ten times it
    const limit = norms.toSorted((a, b) => b - a)[5] ?? 0;
    const rule = { normMedian: limit / 10 };
    const leftOut = new LeftOut(rule, special);
    const { offsets, tokens, values } = await collector.collect(passages, { leftOut });
    const all = await collector.collect(passages);

    const context = model.config.context;
    const out = new Set<number>();
    let [n, outliers] = [0, 0];
    passages.forEach((ids, passage) => {
      for (let position = 1; position < ids.length; position++, n++) {
        const isSpecial = special.has(ids[position] ?? -1);
        if (isSpecial || (norms[n] ?? 0) > limit) out.add(passage * context + position);
        if (!isSpecial && (norms[n] ?? 0) > limit) outliers++;
      }
    });
    expect(leftOut.tokens).toEqual({ special: out.size - outliers, outliers });
    expect(outliers).toBeGreaterThan(0);
    expect(leftOut.tokens.special).toBeGreaterThan(1);
    for (const feature of [0, 17, 287, 288, 400]) {
      const of = ({ offsets: o, tokens: t, values: v }: typeof all) =>
        Array.from(t.subarray(o[feature], o[feature + 1]), (token, i) => [token, v[(o[feature] ?? 0) + i]]);
      expect(of({ offsets, tokens, values })).toEqual(of(all).filter(([token]) => !out.has(token ?? -1)));
    }

    const alone = new LeftOut(rule, special);
    for (const ids of passages) await collector.collect([ids], { leftOut: alone });
    expect(alone.tokens).toEqual(leftOut.tokens);
    await collector.dispose();
  });
});

describe("measureQuality without some tokens", () => {
  it("leaves special tokens as they are and counts none of those left out", async () => {
    const ids = passages[0] ?? [];
    const special = new Set([ids[3] ?? 0]);
    const count = passages.flatMap((all) => [...all].slice(1)).filter((id) => special.has(id)).length;
    const all = await measureQuality(passages, { engine, model, sae: mirrorSae(288, 0) });
    const leftOut = new LeftOut({ normMedian: null }, special);
    const some = await measureQuality(passages, { engine, model, sae: mirrorSae(288, 0), leftOut });
    expect(some.tokens).toBe(all.tokens - count);
    // a reconstruction of zero does the same as zero, but where the token stays
    expect(some.ceSae).toBeCloseTo(some.ceZero, 5);
    expect(some.ceSae).not.toBeCloseTo(all.ceSae, 3);
    const everything = new LeftOut({ normMedian: null }, new Set(passages.flatMap((all) => [...all])));
    const none = await measureQuality(passages, {
      engine,
      model,
      sae: mirrorSae(288, 0),
      leftOut: everything,
    });
    expect(none.tokens).toBe(0);
  });
});
