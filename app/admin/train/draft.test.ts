import { describe, expect, test } from "vitest";
import { completeTraining, trainingRequest } from "@/domain/training";
import { draftFor, requestOf, type TrainingDraft } from "./draft";

const TEXTS = { layers: 6, width: 288, passages: 1000, tokens: 200_000 };
const MODEL = {
  ...{ id: "stories15m", layers: 6, width: 288 },
  corpora: [{ slug: "stories", title: "Stories", passages: 1000, tokens: 200_000 }],
};
/** What a run would be started with. */
const optionsOf = (change: Partial<TrainingDraft>) =>
  completeTraining(trainingRequest.parse(requestOf({ ...draftFor(MODEL), ...change })), TEXTS);

describe("what the form sends", () => {
  test.each<[TrainingDraft["architecture"], object]>([
    ["batchtopk", { k: 16, l1: 0 }],
    ["topk", { k: 16, l1: 0 }],
    ["relu", { l1: 1 }],
    ["jumprelu", { l0: 3, bandwidth: 0.05, l1: 0 }],
  ])(
    "%s has its own options and no others, whatever was typed for others before",
    (architecture, expected) => {
      const typed = { kFrom: "32", kAnneal: "100", sparsityWarmup: "200" };
      const schedule = "k" in expected ? { kFrom: 32, kAnnealSteps: 100 } : { sparsityWarmupSteps: 200 };
      const { k, l0, l1, bandwidth, kFrom, kAnnealSteps, sparsityWarmupSteps } = optionsOf({
        architecture,
        ...typed,
      });
      expect({ k, l0, l1, bandwidth, kFrom, kAnnealSteps, sparsityWarmupSteps }).toEqual({
        ...expected,
        ...schedule,
      });
    },
  );

  test("what is left as it is stands in no manifest", () => {
    expect(Object.keys(optionsOf({}))).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^(initial|schedule|kFrom|kAnnealSteps|sparsityWarmupSteps|l0)$/),
      ]),
    );
    expect(optionsOf({ initial: "data", schedule: "cosine" })).toMatchObject({
      initial: "data",
      schedule: "cosine",
    });
    expect(optionsOf({ schedule: "constant" })).toMatchObject({ schedule: "constant", decayShare: 0 });
  });

  test("a first k without steps is refused by name", () => {
    expect(() => optionsOf({ kFrom: "32" })).toThrow("kAnnealSteps");
  });
});
