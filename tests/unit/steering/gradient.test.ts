/** The backward pass against central differences in float64, and on every engine against itself in float64. */
import { describe, expect, test } from "vitest";
import type { LanguageModelConfig } from "@/domain/models";
import { Random } from "@/domain/random";
import { Tape } from "@/workers/engine/gradient";
import type { HostTensor, Ops, Weights } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import { familyOf } from "@/workers/models/families";
import { causalMask } from "@/workers/steering/attribution-programs";
import { enginesUnderTest } from "../engine/engines";
import { referenceOps, type Array64 } from "../engine/reference-ops";
import { randomLlama, TINY } from "../engine/tiny-llama";
import { GOLDEN_MODELS, loadGoldenModel } from "../golden/golden-models";

const HOOK = "blocks.0.hook_resid_post";
const TIME = 7;
interface TestedModel {
  config: LanguageModelConfig;
  weights: Weights;
}

const tiny = (change: Partial<LanguageModelConfig>): TestedModel => {
  const config = { ...TINY, ...change };
  return { config, weights: randomLlama(config) };
};
const golden = GOLDEN_MODELS.filter((name) => !isRefused(name));
const MODELS: [string, TestedModel][] = [
  ["grouped queries, half rotation", tiny({})],
  ["as many key heads, interleaved, own head", tiny({ kvHeads: 6, ropeInterleaved: true, tiedHead: false })],
  ["a soft cap, and a window in one layer", tiny({ attentionCap: 0.5, window: { size: 3, layers: [1] } })],
  ...(await Promise.all(
    golden.map(async (name): Promise<[string, TestedModel]> => [name, await loadGoldenModel(name)]),
  )),
];
/** The choice of experts has no slope, and neither have sinks here. */
function isRefused(name: string): boolean {
  return /moe|gpt-oss/.test(name);
}
const ENGINES = enginesUnderTest();
const random = new Random(4);
/** Of the smallest vocabulary among them. */
const ids = Float64Array.from({ length: TIME }, () => Math.floor(random.uniform() * 50));
const positions = Float64Array.from({ length: TIME }, (_, t) => t);

/** The residual stream at the hook, and the gradient there of logit 3 minus logit 9 after the last token. */
function backward<T>(
  o: Ops<T>,
  config: LanguageModelConfig,
  feeds: { ids: T; positions: T; mask: T; seed: T },
) {
  const tape = new Tape(o, feeds.mask);
  let x: ReturnType<typeof tape.variable> | undefined;
  const tokens = { ids: tape.constant(feeds.ids), positions: tape.constant(feeds.positions) };
  const family = familyOf(config);
  const { residual } = family.forward(tape.ops, config, tokens, {
    hook: (name, seen) => (name === HOOK ? (x = tape.variable(seen.value)) : seen),
  });
  const logits = family.unembed(tape.ops, config, tape.ops.slice(residual, 1, -1));
  if (!x) throw new Error("The hook was not reached.");
  return { x: x.value, gradient: tape.gradient(logits, feeds.seed, x) };
}

function seedOf({ vocabulary }: LanguageModelConfig): Float64Array {
  return Float64Array.from({ length: vocabulary }, (_, id) => (id === 3 ? 1 : id === 9 ? -1 : 0));
}

function reference({ config, weights }: TestedModel) {
  const o = referenceOps(weights);
  const feeds = {
    ids: { shape: [1, TIME], data: ids },
    positions: { shape: [1, TIME], data: positions },
    mask: { shape: [TIME, TIME], data: Float64Array.from(causalMask(TIME).data) },
    seed: { shape: [1, 1, config.vocabulary], data: seedOf(config) },
  };
  return { o, feeds, ...backward(o, config, feeds) };
}

describe.each(MODELS)("%s", (_, { config, weights }) => {
  test("the gradient in float64 is that of central differences", () => {
    const { o, feeds, x, gradient } = reference({ config, weights });
    const difference = (stream: Array64): number => {
      const family = familyOf(config);
      const { residual } = family.forward(o, config, feeds, {
        hook: (name, seen) => (name === HOOK ? stream : seen),
      });
      const logits = family.unembed(o, config, o.slice(residual, 1, -1)).data;
      return (logits[3] ?? NaN) - (logits[9] ?? NaN);
    };
    const step = 1e-4;
    for (let at = 0; at < x.data.length; at += 5) {
      const moved = (by: number) => ({ shape: x.shape, data: x.data.map((v, i) => (i === at ? v + by : v)) });
      const across = (by: number) => difference(moved(by)) - difference(moved(-by));
      // of fourth order
      const slope = (8 * across(step) - across(2 * step)) / (12 * step);
      expect(Math.abs(slope - (gradient.data[at] ?? NaN))).toBeLessThan(2e-7);
    }
    expect(gradient.data.some((value) => Math.abs(value) > 1e-3)).toBe(true);
  });

  test.each(ENGINES)("on $name it is that of float64 to 1e-4", async ({ create }) => {
    const engine = await create();
    const tokens = { dtype: "int32", shape: [1, TIME] } as const;
    const program = await engine.compile(
      {
        name: "gradient",
        inputs: {
          ids: tokens,
          positions: tokens,
          mask: { dtype: "float32", shape: [TIME, TIME] },
          seed: { dtype: "float32", shape: [1, 1, config.vocabulary] },
        },
        build: (o, inputs) => {
          const feed = (name: string) => input(inputs, name);
          const feeds = {
            ids: feed("ids"),
            positions: feed("positions"),
            mask: feed("mask"),
            seed: feed("seed"),
          };
          return { gradient: backward(o, config, feeds).gradient };
        },
      },
      weights,
    );
    const { gradient } = await program.run({
      ids: { dtype: "int32", shape: [1, TIME], data: Int32Array.from(ids) },
      positions: { dtype: "int32", shape: [1, TIME], data: Int32Array.from(positions) },
      mask: causalMask(TIME),
      seed: { dtype: "float32", shape: [1, 1, config.vocabulary], data: Float32Array.from(seedOf(config)) },
    });
    await program.dispose();
    await engine.dispose();
    const exact = reference({ config, weights }).gradient.data;
    const found = (gradient as HostTensor).data;
    exact.forEach((value, i) => expect(Math.abs(value - (found[i] ?? NaN))).toBeLessThan(1e-4));
  });
});
