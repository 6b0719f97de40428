/** Output scores on the demo's model, beside what steered writing says of the same words. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { resolveEdit } from "@/domain/steering";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { OPEN_SENTENCES, OutputScorer } from "@/workers/steering/output-scores";
import { logSoftmax, tokenConfidence } from "@/workers/steering/distribution";
import { SteeredBatch } from "@/workers/steering/steered-batch";
import { loadDemoSae } from "../../support/demo-sae";
import { loadDemoModel } from "../engine/demo-model";

const SAE = "3-res-4k";
const FEATURE = 406;
const MAX = 6;
const [SENTENCE] = OPEN_SENTENCES;
const model = await loadDemoModel();
const engine = createOnnxEngine();
let scorer: OutputScorer;
let batch: SteeredBatch;
beforeAll(async () => {
  const sae = await loadDemoSae(SAE);
  scorer = await OutputScorer.create(engine, model, sae);
  batch = await SteeredBatch.create(engine, model, [sae]);
});
afterAll(() => Promise.all([scorer.dispose(), batch.dispose()]));

/** The first token that is written after the sentence with the feature at MAX, taking the most probable. */
async function firstSteered() {
  await batch.add("run", {
    ...{ prompt: model.tokenizer.encode(SENTENCE ?? "", { bos: true }), scope: { kind: "all" } },
    features: [{ place: 0, feature: FEATURE }],
    doses: [[resolveEdit({ sae: SAE, feature: FEATURE, mode: "clamp", strength: 1 }, MAX)]],
    ...{ temperature: 0, topP: 1, seed: 0, length: 1 },
  });
  const token = (await batch.step()).get("run")?.[1];
  if (token?.id === undefined) throw new Error("Nothing was written.");
  return { ...token, id: token.id };
}

const score = async (promoted: number[], sentences = [SENTENCE ?? ""]) =>
  (await scorer.effects([{ index: FEATURE, max: MAX, promoted }], undefined, sentences))[0]?.score ?? NaN;

test("is the gain in probability of a promoted token, weighted by its rank", async () => {
  const written = await firstSteered();
  // the most probable token when steered: rank 0; its rank in the plain text costs at most its share
  const gain = Math.exp(written.own) - Math.exp(written.plain);
  expect(Math.abs(gain)).toBeGreaterThan(0.01);
  const found = await score([written.id]);
  expect(found).toBeGreaterThan(gain - 1e-4);
  expect(found).toBeLessThan(gain + Math.exp(written.plain) + 1e-4);
  // of several promoted tokens the best counts, before and after
  const [, second] = written.top;
  const both = await score([written.id, second?.[0] ?? 0]);
  expect(both).toBeLessThan(found + 1e-6);
});

test("is a mean over the sentences, and the same whoever else is scored", async () => {
  const { id } = await firstSteered();
  const each = await Promise.all(OPEN_SENTENCES.map((sentence) => score([id], [sentence])));
  const all = await score([id], [...OPEN_SENTENCES]);
  expect(all).toBeCloseTo(each.reduce((sum, one) => sum + one, 0) / each.length, 6);
  const crowd = await scorer.effects(
    [7, FEATURE, 9].map((index) => ({ index, max: MAX, promoted: [id] })),
    undefined,
    OPEN_SENTENCES,
  );
  expect(crowd[1]?.score).toBeCloseTo(all, 5);
});

test("is nothing for a feature that stays as it is", async () => {
  const { id } = await firstSteered();
  const [still] = await scorer.effects([{ index: 0, max: 0, promoted: [id] }], undefined, ["The"]);
  expect(still?.score).toBeCloseTo(0, 6);
  expect(still?.confidence).toBeCloseTo(0, 5);
});

test("its change of token confidence is large where one token takes nearly all of the probability", async () => {
  const even = logSoftmax(new Float32Array(50));
  expect(tokenConfidence(even)).toBeCloseTo(Math.log(50), 5);
  const certain = logSoftmax(Float32Array.from({ length: 50 }, (_, id) => (id === 7 ? 20 : 0)));
  expect(tokenConfidence(certain)).toBeCloseTo(0.9 * 20, 3);
  const [effect] = await scorer.effects([{ index: FEATURE, max: MAX, promoted: [1] }], undefined, ["The"]);
  const [twice] = await scorer.effects([{ index: FEATURE, max: 2 * MAX, promoted: [1] }], undefined, ["The"]);
  expect(effect?.confidence).not.toBeCloseTo(0, 3);
  expect(twice?.confidence).not.toBeCloseTo(effect?.confidence ?? 0, 3);
});
