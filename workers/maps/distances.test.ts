import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gatherWindows, type ContextExample } from "../contexts/context-windows";
import type { Engine } from "../engine/ops";
import { createOnnxEngine } from "../engine/onnx/engine";
import { Distances } from "./distances";
import type { Largest } from "./largest";

const FEATURES = 12;
const WORDS = 6;
/** Cosine of the firings of features 2i and 2i + 1. */
const TOGETHER = 0.6;

let engine: Engine;
beforeAll(() => (engine = createOnnxEngine()));
afterAll(() => engine.dispose());

/** Its peak is a word of the feature's own, like all but the first beside it, which it may share. */
function example(passage: number, feature: number, first: number): ContextExample {
  const own = Array.from({ length: WORDS - 1 }, (_, n) => 100 + feature * WORDS + n);
  return { passage, peak: 3, value: 1, tokens: [first, ...own] };
}

/** Parts are made from passage 0, in which a feature shares a word with another than its partner; in those after it with the partner. */
const windows = gatherWindows(
  Array.from({ length: FEATURES }, (_, f) => [
    example(0, f, 1 + (((f + 1) >> 1) % (FEATURES / 2))),
    example(2, f, 1 + (f >> 1)),
    example(1, f, 1 + (f >> 1)),
  ]),
  300,
);

const partners = Array.from({ length: FEATURES }, (_, f): Largest => ({
  ids: Int32Array.of(f ^ 1),
  cosines: Float32Array.of(TOGETHER),
}));

/** Each is at right angles to all others. */
const apart = {
  width: FEATURES,
  data: Float32Array.from({ length: FEATURES ** 2 }, (_, i) => (i % (FEATURES + 1) === 0 ? 1 : 0)),
};

describe("the combined distance", () => {
  it("weighs a part as much as agrees best with passages that the parts were not made from", async () => {
    const inputs = {
      windows,
      together: { all: partners, even: partners },
      directions: apart,
      effects: apart,
      meanings: null,
    };
    const distances = await Distances.create(engine, inputs);
    const weights = await distances.chooseWeights();
    // of the weights tried beside 1 for contexts, 0.25 is the smallest that outweighs what these say
    expect(weights).toEqual({ contexts: 0.8, together: 0.2, direction: 0, effect: 0 });
    await distances.dispose();
  });
});
