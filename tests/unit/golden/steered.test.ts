/** Steered texts of models whose layers differ: written behind the KV cache, they are as likely as when read at once. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ResolvedEdit } from "@/domain/steering";
import type { Engine } from "@/workers/engine/ops";
import { logSoftmax } from "@/workers/steering/distribution";
import { SteeredBatch } from "@/workers/steering/steered-batch";
import { enginesUnderTest } from "../engine/engines";
import { readEdited } from "../steering/edited-at-once";
import { randomSae } from "../steering/random-sae";
import { loadGoldenModel } from "./golden-models";

const HOOK = "blocks.1.hook_resid_post";
const LENGTH = 9;
const EDIT: ResolvedEdit = { feature: 3, mode: "add", target: 6 };

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
    const sae = randomSae(config.width, 40, HOOK);
    const batch = await SteeredBatch.create(engine, { config, weights }, [sae]);
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
      const edited = {
        model: { config, weights },
        sae,
        edits: [EDIT],
        at: (t: number) => text === 1 && t > 0,
      };
      const { logits } = await readEdited(engine, written, edited);
      own[text]?.forEach((p, n) => {
        const t = prompt.length + n;
        const before = logits.subarray((t - 1) * config.vocabulary, t * config.vocabulary);
        expect(p).toBeCloseTo(logSoftmax(before)[written[t] ?? 0] ?? NaN, 3);
      });
    }
  });
});
