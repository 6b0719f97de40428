/** The cost of edits on text of their own, of the demo model: against the SAE's quality, the step program and float64. */
import { afterAll, expect, test } from "vitest";
import type { ResolvedEdit } from "@/domain/steering";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { HookReader } from "@/workers/models/hook-reader";
import { encode } from "@/workers/sae/encode";
import { measureQuality } from "@/workers/sae/quality";
import { jointWeights } from "@/workers/sae/sae";
import { SteeredBatch } from "@/workers/steering/steered-batch";
import { measureSteeringCost } from "@/workers/steering/steering-cost";
import { loadDemoSae } from "../../support/demo-sae";
import { loadDemoModel } from "../engine/demo-model";
import { referenceOps } from "../engine/reference-ops";

const model = await loadDemoModel();
const { config, weights, tokenizer } = model;
const sae = await loadDemoSae("3-res-1k");
const other = await loadDemoSae("3-res-4k");
const engine = createOnnxEngine();
afterAll(() => engine.dispose());

const passages = ["Once upon a time, there was a little boy named Ben.", "Lily had a red ball."].map((text) =>
  tokenizer.encode(text, { bos: true }),
);
const FEATURE = 100;
const features = [{ place: 0, feature: FEATURE }];
const clamp: ResolvedEdit = { feature: FEATURE, mode: "clamp", target: 12 };
const all = { kind: "all" } as const;
const measure = (doses: ResolvedEdit[][], change: object = {}) =>
  measureSteeringCost(passages, { features, doses, scope: all, ...change }, { engine, model, saes: [sae] });

test("an edit that changes nothing costs nothing, and the loss is the model's own", async () => {
  const cost = await measure([[{ feature: FEATURE, mode: "scale", target: 1 }]]);
  const quality = await measureQuality(passages, { engine, model, sae });
  expect(cost.tokens).toBe(passages.reduce((sum, ids) => sum + ids.length - 2, 0));
  expect(cost.ce).toBeCloseTo(quality.ceClean, 5);
  expect(cost.doses).toEqual([{ ce: expect.closeTo(cost.ce, 5) as number, appeared: 0, vanished: 0 }]);
});

test("counts the features that float64 finds to come and go at the hook", async () => {
  const reader = await HookReader.create(engine, config, weights, sae.config.hookName);
  const x = await reader.read(passages);
  await reader.dispose();
  const direction = (sae.weights.get("W_dec")?.data ?? []).slice(FEATURE * 288, (FEATURE + 1) * 288);
  const ops = referenceOps(jointWeights({ weights: new Map() }, sae));
  const featuresOf = (stream: Float64Array) =>
    encode(ops, sae, { shape: [1, 1, 288], data: stream }).features.data;
  const counted = { active: 0, appeared: 0, vanished: 0 };
  let row = 0;
  for (const { length } of passages)
    for (let t = 1; t < length; t++, row++) {
      if (t + 1 === length) continue; // it predicts nothing
      const stream = Float64Array.from(x.subarray(row * 288, (row + 1) * 288));
      const before = featuresOf(stream);
      const moved = 12 - (before[FEATURE] ?? NaN);
      const after = featuresOf(stream.map((value, j) => value + moved * (direction[j] ?? NaN)));
      before.forEach((value, feature) => {
        if (feature === FEATURE) return;
        if (value > 0) counted.active++;
        if (value > 0 && !((after[feature] ?? 0) > 0)) counted.vanished++;
        if (!(value > 0) && (after[feature] ?? 0) > 0) counted.appeared++;
      });
    }
  const cost = await measure([[clamp]]);
  expect(counted.appeared + counted.vanished).toBeGreaterThan(20);
  expect(cost.active).toBeCloseTo(counted.active / cost.tokens, 6);
  expect(cost.doses[0]?.appeared).toBeCloseTo(counted.appeared / cost.tokens, 6);
  expect(cost.doses[0]?.vanished).toBeCloseTo(counted.vanished / cost.tokens, 6);
});

test("the loss is the surprise of steered writing: the step program reads a passage to the same figure", async () => {
  const [passage = []] = passages;
  const batch = await SteeredBatch.create(engine, model, [sae]);
  let surprise = 0;
  // token by token as a prompt, since a written token is drawn and not given
  for (let t = 1; t + 1 < passage.length; t++) {
    await batch.add("read", {
      ...{ prompt: passage.slice(0, t + 1), features, doses: [[clamp]], scope: all },
      ...{ temperature: 0, topP: 1, seed: 1, length: 1 },
    });
    const token = (await batch.step()).get("read")?.[1];
    const wanted = token?.top.find(([id]) => id === passage[t + 1])?.[1];
    // the five most probable tokens are told; the others are at most as probable as the fifth
    surprise -= Math.log(wanted ?? token?.top.at(-1)?.[1] ?? NaN);
  }
  await batch.dispose();
  const cost = await measureSteeringCost(
    [passage],
    { features, doses: [[clamp]], scope: all },
    {
      ...{ engine, model },
      saes: [sae],
    },
  );
  const steered = (cost.doses[0]?.ce ?? NaN) * cost.tokens;
  expect(steered).toBeGreaterThanOrEqual(surprise - 1e-2);
  expect(cost.doses[0]?.ce).toBeGreaterThan(cost.ce);
});

test("scopes, doses, several SAEs and the batch do what they say", async () => {
  const stronger: ResolvedEdit = { ...clamp, target: 60 };
  const cost = await measure([[clamp], [stronger]]);
  expect(cost.doses[1]?.ce).toBeGreaterThan(cost.doses[0]?.ce ?? NaN);
  // nobody has a prompt here: each scope that takes everything costs the same
  expect(await measure([[clamp], [stronger]], { scope: { kind: "generated" } })).toEqual(cost);
  expect(await measure([[clamp], [stronger]], { scope: { kind: "prompt" } })).toEqual(cost);
  const late = await measure([[clamp]], { scope: { kind: "from", token: 1_000 } });
  expect(late.doses[0]).toMatchObject({ appeared: 0, vanished: 0 });
  const both = await measureSteeringCost(
    passages,
    {
      features: [...features, { place: 1, feature: 7 }],
      doses: [[clamp, { feature: 7, mode: "ablate", target: 0 }]],
      scope: all,
    },
    { engine, model, saes: [sae, other] },
  );
  expect(both.active).toBeGreaterThan(cost.active);
  expect(both.doses[0]?.appeared).toBeGreaterThan(cost.doses[0]?.appeared ?? NaN);
});
