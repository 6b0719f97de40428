/** Steered texts of models whose layers differ: written behind the KV cache, they are as likely as when read at once. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ResolvedEdit } from "@/domain/steering";
import type { Engine } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { familyOf } from "@/workers/models/families";
import { editFeeds, editInputs, placedWeights } from "@/workers/steering/edits";
import { SteeredBatch } from "@/workers/steering/steered-batch";
import { editingHook } from "@/workers/steering/steered-program";
import { enginesUnderTest } from "../engine/engines";
import { randomSae } from "../steering/random-sae";
import { loadGoldenModel } from "./golden-models";

const HOOK = "blocks.1.hook_resid_post";
const LENGTH = 9;
const EDIT: ResolvedEdit = { feature: 3, mode: "add", target: 6 };

/** Log-probabilities [T, V] of a text that is read at once, with the edit at every token but BOS or without. */
async function readAtOnce(engine: Engine, name: string, ids: readonly number[], edited: boolean) {
  const { config, weights } = await loadGoldenModel(name);
  const saes = [randomSae(config.width, 40, HOOK)];
  const shape = [1, ids.length];
  const program = await engine.compile(
    {
      name: "edited at once",
      inputs: {
        ids: { dtype: "int32", shape: [1, "time"] },
        positions: { dtype: "int32", shape: [1, "time"] },
        gate: { dtype: "float32", shape: ["rows", "time", 1] },
        ...editInputs(saes[0] as (typeof saes)[number], 0),
      },
      build(ops, inputs) {
        const family = familyOf(config);
        const tokens = { ids: input(inputs, "ids"), positions: input(inputs, "positions") };
        const hook = editingHook(ops, saes, inputs, input(inputs, "gate"));
        const { residual } = family.forward(ops, config, tokens, { hook });
        return { log: ops.logSoftmax(family.unembed(ops, config, residual)) };
      },
    },
    new Map([...weights, ...placedWeights(saes)]),
  );
  const gate = Float32Array.from(ids, (_, t) => Number(edited && t > 0));
  const outputs = await program.run({
    ids: { dtype: "int32", shape, data: Int32Array.from(ids) },
    positions: { dtype: "int32", shape, data: Int32Array.from(ids.keys()) },
    gate: { dtype: "float32", shape: [...shape, 1], data: gate },
    ...editFeeds([[[EDIT]]], saes, ids.length),
  });
  await program.dispose();
  return { log: input(outputs, "log").data, vocabulary: config.vocabulary };
}

describe.each(enginesUnderTest())("steered texts on $name", ({ create }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => engine.dispose());

  test.each(["gemma4", "gemma4-dense"])("%s", async (name) => {
    const { config: read, weights, ids } = await loadGoldenModel(name);
    // no token ends a text
    const config = { ...read, bos: -1, eos: -1 };
    const batch = await SteeredBatch.create(engine, { config, weights }, [randomSae(config.width, 40, HOOK)]);
    const prompt = [...ids.data.slice(0, 4)];
    await batch.add("a", {
      ...{ prompt, features: [{ place: 0, feature: EDIT.feature }], doses: [[EDIT]] },
      ...{ scope: { kind: "all" }, temperature: 1, topP: 1, seed: 8, length: LENGTH },
    });
    const texts = [[...prompt], [...prompt]];
    const own: number[][] = [[], []];
    for (let n = 0; n < LENGTH; n++) {
      const step = (await batch.step()).get("a") ?? [];
      step.forEach((token, text) => {
        if (token?.id === undefined) return;
        texts[text]?.push(token.id);
        own[text]?.push(token.own);
      });
    }
    await batch.dispose();
    expect(texts[1]).not.toEqual(texts[0]);
    // longer than the window, so that keys behind it are in the cache and not seen
    expect(Math.min(...own.map(({ length }) => length))).toBeGreaterThan(config.window?.size ?? 0);
    for (const [text, written] of texts.entries()) {
      const { log, vocabulary } = await readAtOnce(engine, name, written, text === 1);
      own[text]?.forEach((p, n) => {
        const t = prompt.length + n;
        expect(p).toBeCloseTo(log[(t - 1) * vocabulary + (written[t] ?? 0)] ?? NaN, 3);
      });
    }
  });
});
