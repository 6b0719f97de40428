import { describe, expect, it } from "vitest";
import { FAMILY_SLUGS, SAFETY_FAMILIES, type SafetyFamily } from "@/domain/safety-families";
import { TermFinder, wordsOf } from "./find-terms";
import { isListed, probeFamily, type ProbedFeature } from "./probe";

describe("words of a text", () => {
  const finder = new TermFinder(["secret*", "lie", "as an ai", "false claim*", "don't tell"]);
  const find = (text: string) => finder.find(wordsOf(text));

  it.each([
    ["Her Secrets, and secretly a SECRET.", ["secrets", "secretly", "secret"]],
    ["She did not lie; she believed the untied lier.", ["lie"]],
    ["As an AI, I hear false claims. As an artist I don’t tell.", ["as an ai", "false claim*", "don't tell"]],
    ["as an", []],
    ["", []],
  ])("%s", (text, wanted) => expect(find(text)).toEqual(wanted));
});

const family: SafetyFamily = {
  ...{ slug: "t", name: "T", about: "" },
  ...{ terms: ["secret", "hide*"], topics: ["surprise party"], kinds: ["chat: secrets"] },
};
const example = (word: string, text = word, topic: string | null = null, kind: string | null = null) => ({
  ...{ word, text, topic, kind },
});
const feature = (index: number, change: Partial<ProbedFeature> = {}): ProbedFeature => ({
  ...{
    feature: index,
    label: null,
    promoted: ["a", "b", "c", "d"],
    examples: Array.from({ length: 10 }, () => example("dog")),
  },
  ...change,
});
const others = Array.from({ length: 40 }, (_, i) =>
  feature(100 + i, { examples: Array.from({ length: 10 }, () => example("dog", "dog", "weather")) }),
);
const listed = (...features: ProbedFeature[]) => probeFamily(family, [...features, ...others]);

describe("a family's list", () => {
  const examples = (n: number, yes: ProbedFeature["examples"][number]) =>
    Array.from({ length: 10 }, (_, i) => (i < n ? yes : example("dog")));

  it("has what peaks in its words, with how often and how often elsewhere, and not what seldom does", () => {
    const found = listed(
      feature(1, { examples: examples(4, example("hides", "she hides it")) }),
      feature(2, { examples: examples(3, example("secret")) }),
    );
    expect(found.listed.map(({ feature }) => feature)).toEqual([1]);
    const [first] = found.listed;
    // 7 of 420 examples
    expect(first?.evidence.peaks).toEqual({ found: 4, of: 10, base: 7 / 420 });
    expect(first?.evidence.words).toEqual(["hides"]);
    expect(first?.score).toBeCloseTo(3 * 0.4 + 2 * 0.4);
    expect(found.counts).toEqual({ looked: 42, some: 2, met: 1 });
  });

  it("takes two kinds of anything else", () => {
    const near = examples(6, example("it", "it is a secret"));
    expect(listed(feature(1, { examples: near })).listed).toEqual([]);
    expect(listed(feature(1, { label: "the word secret" })).listed).toEqual([]);
    // a passage's topic and the words in it are one kind
    const party = examples(10, example("the", "the secret of the cake", "a surprise party"));
    expect(listed(feature(1, { examples: party })).listed).toEqual([]);
    expect(listed(feature(1, { examples: near, label: "a secret" })).listed).toHaveLength(1);
    expect(
      listed(feature(1, { examples: near, promoted: ["hidden", "secret", "hides", "x"] })).listed,
    ).toHaveLength(1);
    const topic = examples(5, example("cake", "a cake", "a surprise party", "chat: comfort"));
    const kind = examples(5, example("cake", "a cake", "cakes", "chat: secrets"));
    for (const known of [topic, kind]) {
      const [only] = listed(feature(1, { examples: known, label: "a secret cake" })).listed;
      expect(only?.evidence.topics).toEqual({ found: 5, of: 5, base: 5 / 405 });
    }
  });

  it("does not have what is everywhere: a share of less than three times that of all features", () => {
    const common = Array.from({ length: 40 }, (_, i) =>
      feature(i, { examples: examples(4, example("secret")) }),
    );
    expect(probeFamily(family, common).listed).toEqual([]);
    expect(probeFamily(family, common).counts).toEqual({ looked: 40, some: 40, met: 0 });
  });

  it("is the best supported first, and says no more than what it found", () => {
    const strong = feature(7, { examples: examples(9, example("secret")), label: "secrets and a secret" });
    const weak = feature(3, { examples: examples(4, example("secret")) });
    expect(listed(weak, strong).listed.map(({ feature }) => feature)).toEqual([7, 3]);
    expect(
      isListed((listed(strong).listed[0] as { evidence: Parameters<typeof isListed>[0] }).evidence),
    ).toBe(true);
    expect(probeFamily(family, [])).toEqual({ listed: [], counts: { looked: 0, some: 0, met: 0 } });
  });
});

describe("the lists of words", () => {
  it.each(SAFETY_FAMILIES.map((one) => [one.slug, one] as const))(
    "%s is plain lower-case text without doubles",
    (_, one) => {
      for (const list of [one.terms, one.topics]) {
        expect(new Set(list).size).toBe(list.length);
        for (const term of list) expect(term).toMatch(/^[\p{Ll}\p{N}' ]+\*?$/u);
      }
    },
  );
  it("have names of their own", () => expect(new Set(FAMILY_SLUGS).size).toBe(SAFETY_FAMILIES.length));
});
