import { expect, it } from "vitest";
import { nameClusters } from "./name-clusters";

it("names clusters by whole content words that set them apart, or not at all", () => {
  const cluster = (id: number, level: number, parent: number | null) => ({
    ...{ id, level, parent, size: 4, x: 0, y: 0, words: [] },
  });
  const tree = [{ ...cluster(0, 0, null), size: 12 }, cluster(1, 1, 0), cluster(2, 1, 0), cluster(3, 1, 0)];
  const texts = [
    ...["breathing", "wings", "castle", "gold"].map((word) => ({
      label: "dragon",
      tokens: "the dragons fire dra",
      examples: `saw the dragon and dragons with ${word} fire near the hill`,
    })),
    ...["walk", "ran", "sat", "slept"].map((word, i) => ({
      label: i % 2 === 0 ? "rain" : "clouds",
      tokens: ", . the",
      examples: `he ${word} in the rain under clouds until they left`,
    })),
    // nothing in common but words that say nothing
    ...["apple", "stone", "paper", "music"].map((word) => ({
      label: word,
      tokens: "the and",
      examples: `there was the ${word} and then it was gone from there`,
    })),
  ];
  const features = texts.map((text, feature) => ({ feature, method: "token", ...text }));
  const named = nameClusters(tree, Uint16Array.of(1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3), { features });
  expect(named[1]?.words).toEqual(["dragon", "fire"]);
  expect(named[2]?.words.toSorted()).toEqual(["clouds", "rain"]);
  expect(named[3]?.words).toEqual([]);
  // the whole is set apart from nothing
  expect(named[0]?.words).toEqual([]);
});

it("does not name clusters by the grammar of their labels", () => {
  const cluster = (id: number, level: number, parent: number | null, size: number) => ({
    ...{ id, level, parent, size, x: 0, y: 0, words: [] },
  });
  const tree = [cluster(0, 0, null, 24), cluster(1, 1, 0, 4), cluster(2, 1, 0, 20)];
  const labels = ["full stop, near “end”", "full stop", "words beginning with “p”", "the word after “end”"];
  const features = [
    // the examples have all words of the labels, so that none is taken for a piece
    ...labels.map((label, i) => ({
      label,
      examples: `at the end of it ${i === 0 ? "a full stop, the beginning" : "they sat"} there`,
    })),
    ...Array.from({ length: 20 }, () => ({ label: "apple", examples: "an apple was there" })),
  ].map((text, feature) => ({ feature, method: "token", tokens: "", ...text }));
  const clusters = Uint16Array.from(features, (_, i) => (i < 4 ? 1 : 2));
  expect(nameClusters(tree, clusters, { features })[1]?.words).toEqual(["end"]);
});

it("takes nothing from labels that are not clear", () => {
  const cluster = (id: number, size: number) => ({ id, level: 0, parent: null, size, x: 0, y: 0, words: [] });
  const said = (method: string) =>
    Array.from({ length: 24 }, (_, feature) => ({
      ...{ feature, method, tokens: "", label: feature < 4 ? "spray, unclear" : "apple" },
      examples: feature === 0 ? "a spray was there" : "an apple was there",
    }));
  const clusters = Uint16Array.from({ length: 24 }, (_, i) => (i < 4 ? 0 : 1));
  const named = (method: string) =>
    nameClusters([cluster(0, 4), cluster(1, 20)], clusters, { features: said(method) })[0]?.words;
  expect(named("token")).toContain("spray");
  expect(named("unclear")).toEqual([]);
});

it("names clusters by what many of their labels say first, though no word of theirs is a content word", () => {
  const cluster = (id: number, size: number) => ({ id, level: 0, parent: null, size, x: 0, y: 0, words: [] });
  const said = [
    "numbers, after “to”",
    "numbers",
    "numbers, before spaces",
    "numbers",
    "words such as two, six",
  ];
  const features = Array.from({ length: 60 }, (_, feature) => ({
    ...{ feature, method: "token", tokens: "" },
    label: said[feature] ?? `thing ${feature}`,
    // words at random, as positions and marks have them
    examples: "there was a castle and a castle there",
  }));
  const clusters = Uint16Array.from(features, (_, i) => (i < 8 ? 0 : 1));
  expect(
    nameClusters([cluster(0, 8), cluster(1, 52)], clusters, { features }).map(({ words }) => words),
  ).toEqual([["numbers"], []]);
});

it("names clusters by the kind of passages that their examples come from, before their words", () => {
  const cluster = (id: number, size: number) => ({ id, level: 0, parent: null, size, x: 0, y: 0, words: [] });
  const features = Array.from({ length: 40 }, (_, feature) => ({
    ...{ feature, method: "token", tokens: "" },
    label: feature < 4 ? "sorry" : `thing ${feature}`,
    examples: feature < 4 ? "he is sorry for it" : "there it was",
  }));
  const clusters = Uint16Array.from(features, (_, i) => (i < 4 ? 0 : 1));
  const kinds = features.flatMap(({ feature }) => [
    { feature, kind: "story", count: feature < 4 ? 10 : 18 },
    { feature, kind: "chat: refusing", count: feature < 4 ? 10 : 2 },
  ]);
  // half of the examples in place of 4 of 20 and 2 of 20: 2.8 / 20 of all
  const [first, second] = nameClusters([cluster(0, 4), cluster(1, 36)], clusters, { features, kinds });
  expect(first?.words).toEqual(["refusing", "sorry"]);
  expect(second?.words).toEqual([]);
});

it("names clusters by the topic of many labels, or by the field of several topics, though they share no word", () => {
  const cluster = (id: number, size: number) => ({ id, level: 0, parent: null, size, x: 0, y: 0, words: [] });
  const features = Array.from({ length: 60 }, (_, feature) => ({
    ...{ feature, method: "token", tokens: "", label: `thing ${feature}` },
    examples: "there was a castle and a castle there",
  }));
  const topics = new Map([
    ...[0, 1, 2, 3].map((feature) => [feature, "rain and puddles"] as const),
    ...["dogs and puppies", "cats and kittens", "zoo visits", "elephants"].map(
      (topic, i) => [10 + i, topic] as const,
    ),
    [20, "dogs and puppies"],
  ]);
  const clusters = Uint16Array.from(features, (_, i) => (i < 8 ? 0 : i < 18 ? 1 : 2));
  const tree = [cluster(0, 8), cluster(1, 10), cluster(2, 42)];
  const names = (known: ReadonlyMap<number, string>) =>
    nameClusters(tree, clusters, { features, topics: known }).map(({ words }) => words);
  expect(names(topics)).toEqual([["rain and puddles"], ["animals"], []]);
  // three labels are too few
  topics.delete(0);
  expect(names(topics)[0]).toEqual([]);
});
