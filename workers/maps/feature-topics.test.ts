import { expect, it } from "vitest";
import { topicsOf } from "./feature-topics";

/** Cosines as the embedding model has them. */
const NEAREST: Record<string, [string, number]> = {
  sad: ["sadness and crying", 0.49],
  day: ["Easter", 0.52],
  puddle: ["rain and puddles", 0.6],
  "animals dog": ["dogs and puppies", 0.7],
};
const nameTopic = (words: readonly string[], least = 0) => {
  const [topic, cosine] = NEAREST[words.join(" ")] ?? ["Easter", 0.1];
  return Promise.resolve(cosine >= least ? topic : null);
};

it("tells topics of clear labels by their words, one that is said from afar and another only from near", async () => {
  const labels = [
    ["sad", "token"],
    ["day, after “one”", "token"],
    ["puddle, near “day”", "token"],
    ["animals: dog", "kind"],
    ["puddle, unclear", "unclear"],
    ["", null],
  ] as const;
  const features = labels.map(([label, method], feature) => ({
    ...{ feature, label, method, tokens: "", examples: "" },
  }));
  expect([...(await topicsOf(features, nameTopic))]).toEqual([
    [0, "sadness and crying"],
    [2, "rain and puddles"],
    [3, "dogs and puppies"],
  ]);
});
