import { describe, expect, it } from "vitest";
import { recipeHash } from "./recipe-hash";
import { resolveEdit, resolveVectorEdit, scopeGate, steeringRecipe, type SteeringScope } from "./steering";
import { perplexity, repetition } from "./steering-run";

const feature = { sae: "3-res-4k", feature: 7, mode: "clamp", strength: 2 };
const asked = { model: "stories15m", features: [feature], prompt: "Once" };
const problems = (recipe: unknown) =>
  steeringRecipe.safeParse(recipe).error?.issues.map(({ message }) => message) ?? [];

describe("a recipe", () => {
  it("has one hash, however its keys are ordered and whatever is left at its ordinary value", () => {
    const one = steeringRecipe.parse(asked);
    const other = steeringRecipe.parse({
      ...{ seed: 1, doses: [1], length: 80, prompt: "Once", scope: { kind: "all" }, topP: 0.95 },
      features: [{ strength: 2, mode: "clamp", feature: 7, sae: "3-res-4k" }],
      ...{ temperature: 0.8, frequencyPenalty: 0, model: "stories15m" },
    });
    expect(recipeHash(other)).toBe(recipeHash(one));
    // sha256 of the sorted JSON by hand: {"doses":[1],"features":[{"feature":7, ...
    expect(recipeHash(one)).toBe("a94d2c039d429c0356f678d695cfbf0b99bcf51199fa0fd3d236e1664a7b44b4");
  });

  it.each([
    [{ seed: 2 }],
    [{ frequencyPenalty: 2 }],
    [{ prompt: "Once " }],
    [{ scope: { kind: "prompt" } }],
    [{ features: [{ ...feature, strength: 2.0000001 }] }],
    [{ doses: [1, 2] }],
  ])("has another hash with %j", (change) =>
    expect(recipeHash(steeringRecipe.parse({ ...asked, ...change }))).not.toBe(
      recipeHash(steeringRecipe.parse(asked)),
    ),
  );

  it.each([
    [{ features: [{ ...feature, strength: "2" }] }, "A strength is a number."],
    [{ features: [{ ...feature, strength: NaN }] }, "A strength is a number."],
    [{ features: [{ ...feature, strength: 20.1 }] }, "Strengths lie between −20 and 20."],
    [
      { features: [{ ...feature, strength: 15 }], doses: [1, 2] },
      "3-res-4k/7: strength times dose lies beyond ±20.",
    ],
    [
      { features: Array.from({ length: 300 }, (_, i) => ({ ...feature, feature: i })) },
      "At most 16 features can be steered at once.",
    ],
    [{ features: [feature, { ...feature, mode: "add" }] }, "3-res-4k/7 is there twice."],
    [{ features: [] }, "Add a feature to steer with."],
    [{ doses: [1, 2, 3, 4, 5, 6] }, "At most 5 doses can be tried at once."],
    [{ prompt: "a".repeat(4001) }, "A prompt has at most 4,000 characters."],
    [{ features: [{ ...feature, feature: 1.5 }] }, "A feature is a whole number."],
  ])("is refused with %j", (change, message) => expect(problems({ ...asked, ...change })).toContain(message));

  it("is refused with a key that nobody knows, which may be a misspelt one", () =>
    expect(problems({ ...asked, temprature: 1 })).toHaveLength(1));
});

describe("an edit", () => {
  it("is in multiples of the feature's maximum, times the dose; a scale is a factor", () => {
    const of = (mode: "clamp" | "scale" | "ablate") =>
      resolveEdit({ sae: "s", feature: 1, mode, strength: 2 }, 7, 0.5).target;
    expect([of("clamp"), of("scale"), of("ablate")]).toEqual([7, 1, 0]);
  });
});

describe("positions", () => {
  const edited = (scope: SteeringScope) => [...scopeGate(scope, 3, 0, 6)].join("");
  it.each([
    [{ kind: "all" }, "011111"],
    [{ kind: "prompt" }, "011000"],
    [{ kind: "generated" }, "000111"],
    [{ kind: "from", token: 2 }, "001111"],
  ] as const)("%j of a prompt of 3 tokens and 3 written ones", (scope, gate) =>
    expect(edited(scope)).toBe(gate),
  );

  it("go on behind what has been read", () =>
    expect([...scopeGate({ kind: "from", token: 5 }, 3, 4, 3)]).toEqual([0, 1, 1]));
});

describe("what a text costs", () => {
  it("perplexity is that of the tokens that were written", () => {
    expect(
      perplexity([{ id: 1, plain: Math.log(0.5) }, { id: 2, plain: Math.log(0.125) }, { plain: -9 }]),
    ).toBeCloseTo(4);
    expect(perplexity([{ plain: -9 }])).toBeNull();
  });

  it("repetition is the share of runs of three tokens that have been there", () => {
    expect(repetition([1, 2, 3, 4, 5])).toBe(0);
    expect(repetition([1, 2, 1, 2, 1, 2])).toBe(0.5);
    expect(repetition([7, 7, 7, 7, 7])).toBeCloseTo(2 / 3);
    expect(repetition([1, 2])).toBe(0);
  });
});

describe("vectors of a recipe", () => {
  const vector = { vector: "abc", mode: "add", strength: 2 };

  it("leave the hash of a recipe without them alone, and change it where they are", () => {
    const plain = recipeHash(steeringRecipe.parse(asked));
    expect(recipeHash(steeringRecipe.parse({ ...asked, vectors: [] }))).toBe(plain);
    expect(recipeHash(steeringRecipe.parse({ ...asked, vectors: [vector] }))).not.toBe(plain);
  });

  it("are enough to steer with", () =>
    expect(problems({ ...asked, features: [], vectors: [vector] })).toEqual([]));

  it.each([
    [{ vectors: [vector, vector] }, "vector abc is there twice."],
    [
      { vectors: [{ ...vector, strength: 15 }], doses: [2] },
      "vector abc: strength times dose lies beyond ±20.",
    ],
    [
      { vectors: Array.from({ length: 5 }, (_, i) => ({ ...vector, vector: `v${i}` })) },
      "At most 4 vectors can be steered with at once.",
    ],
  ])("are refused with %j", (change, message) =>
    expect(problems({ ...asked, ...change })).toContain(message),
  );

  it("know two modes", () =>
    expect(problems({ ...asked, vectors: [{ ...vector, mode: "clamp" }] })).toHaveLength(1));

  it("are multiples of the distance of their texts", () => {
    const along = { direction: Float32Array.of(1), centre: 0 };
    expect(resolveVectorEdit({ vector: "abc", mode: "orthogonal", strength: 2 }, along, 7, 0.5)).toEqual({
      ...{ along, mode: "orthogonal", target: 7 },
    });
  });
});
