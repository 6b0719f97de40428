import { describe, expect, it } from "vitest";
import { Random } from "@/domain/random";
import type { Evidence } from "./evidence";
import { labelBlock } from "./label-block";
import { labelFeature } from "./label-feature";
import { PREDICATES } from "./predicates";
import { compileRule, type Rule } from "./rules";
import { accuracyOfTally, count, f1OfTally, scoreOf, tally } from "./score";
import { Lexer } from "./text-view";
import { makeSample, makeWindows, sideOf, WINDOW, type ActivePassage, type Side } from "./windows";
import { ConceptIndex } from "./words/concept-index";
import { writeKinds } from "./writers/kind";
import { isSpelledAlike } from "./writers/units";

const WORDS =
  "the cat dog sun tree went home saw and then rain storm wet Tom once upon red blue green skate skull skirt".split(
    " ",
  );
const PIECES = [
  "<unk>",
  "<s>",
  "<0x0A>",
  ...WORDS.map((word) => `▁${word}`),
  "ing",
  ".",
  ",",
  '"',
  "'s",
  "7",
];
const id = (piece: string) => PIECES.indexOf(piece);
const ids = (text: string) => [1, ...text.split(" ").map((piece) => id(piece))];

describe("Lexer", () => {
  const lexer = new Lexer(PIECES, new ConceptIndex(null));
  const view = lexer.view(ids('▁Tom \'s ▁storm ing . " ▁the ▁cat " <0x0A> ▁rain 7'));
  const holding = (position: number) =>
    PREDICATES.map(({ here }) => here).filter((name) =>
      compileRule({ kind: "predicate", offset: 0, name }, lexer)(view, position),
    );

  it("gives tokens keys without case, and tells parts of words apart", () => {
    expect(Array.from(view.keys, (key) => lexer.nameOf(key))).toEqual([
      "⟨start⟩",
      "tom",
      "…'s",
      "storm",
      "…ing",
      ".",
      '"',
      "the",
      "cat",
      '"',
      "↵",
      "rain",
      "7",
    ]);
    expect(lexer.keyOfToken(id("▁cat"))).toBe("cat");
    expect(lexer.keyOfToken(id("ing"))).toBe("…ing");
  });

  it("takes the words of an identifier apart, but not a name", () => {
    const pieces = ["<unk>", "<s>", "▁celsius", "To", "F", "ahrenheit", "▁Java", "Script", "▁i", "Phone"];
    const names = (text: string) => {
      const code = new Lexer(pieces);
      const { words } = code.view([1, ...text.split(" ").map((piece) => pieces.indexOf(piece))]);
      return Array.from(words.subarray(1), (word) => code.nameOf(word));
    };
    expect(names("▁celsius To F ahrenheit")).toEqual(["celsius", "to", "fahrenheit", "fahrenheit"]);
    expect(names("▁Java Script ▁i Phone")).toEqual(["javascript", "javascript", "iphone", "iphone"]);
  });

  it("knows the whole word of each of its tokens, and where it begins", () => {
    const words = Array.from(view.words, (word) => (word < 0 ? "" : lexer.nameOf(word)));
    expect(words).toEqual([
      "",
      "tom's",
      "tom's",
      "storming",
      "storming",
      "",
      "",
      "the",
      "cat",
      "",
      "",
      "rain",
      "",
    ]);
    expect(Array.from(view.starts)).toEqual([0, 1, 1, 3, 3, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it("checks predicates on the place and on the word", () => {
    expect(holding(1)).toEqual([
      "the first word of a sentence",
      "the first words of a text",
      "words with an apostrophe",
    ]);
    expect(holding(4)).toEqual([
      "the first words of a text",
      "later pieces of a long or rare word",
      "words in -ing",
    ]);
    expect(holding(6)).toContain("opening quotation mark");
    expect(holding(8)).toEqual(["words inside a quotation"]);
    expect(holding(9)).toContain("closing quotation mark");
    expect(holding(10)).toEqual(["line break"]);
    expect(holding(12)).toEqual(["numbers"]);
  });

  it("runs rules on the word, on its neighbours and around it", () => {
    const at = (rule: Rule) =>
      [...view.keys.keys()].filter((position) => compileRule(rule, lexer)(view, position));
    expect(at({ kind: "words", offset: 0, words: ["storming", "7"] })).toEqual([3, 4, 12]);
    // the marks before and after a word of two tokens are those of the word
    expect(at({ kind: "words", offset: -1, words: ["tom's", "⟨start⟩"] })).toEqual([1, 2, 3, 4]);
    expect(at({ kind: "words", offset: -2, words: ["storming"] })).toEqual([6]);
    expect(at({ kind: "words", offset: 1, words: ["."] })).toEqual([3, 4]);
    expect(at({ kind: "pieces", keys: ["…ing"] })).toEqual([4]);
    expect(at({ kind: "near", words: ["rain"], radius: 2 })).toEqual([9, 10, 11, 12]);
    expect(at({ kind: "predicate", offset: -1, name: "opening quotation mark" })).toEqual([7]);
    const both: Rule[] = [
      { kind: "near", words: ["rain"], radius: 2 },
      { kind: "predicate", offset: 0, name: "numbers" },
    ];
    expect(at({ kind: "all", of: both })).toEqual([12]);
    const storm = lexer.view(ids("▁the ▁red ▁sun"));
    expect(compileRule({ kind: "concept", offset: 0, name: "colours" }, lexer)(storm, 2)).toBe(true);
    expect(compileRule({ kind: "concept", offset: -1, name: "colours" }, lexer)(storm, 3)).toBe(true);
  });
});

describe("scores", () => {
  it("are what scikit-learn's balanced_accuracy_score and f1_score give", () => {
    // y_true = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0], y_pred = [1, 1, 1, 0, 1, 1, 0, 0, 0, 0]
    const cases = count([true, true, true, false], [true, true, false, false, false, false]);
    expect(accuracyOfTally(cases)).toBeCloseTo(0.7083333, 7);
    expect(f1OfTally(cases)).toBeCloseTo(0.6666667, 7);
    expect(accuracyOfTally(count([], [true]))).toBeNull();
  });
});

const lexer = new Lexer(PIECES);
/** Filler with now and then one of the words that features below are about. */
function passage(number: number, words: readonly string[], share: number) {
  const random = new Random(3, number);
  const filler = ["▁the", "▁sun", "▁tree", "▁went", "▁home", "▁saw", "▁and", "▁then", ".", ","];
  return [
    1,
    ...Array.from({ length: 3 * WINDOW }, () =>
      id(
        random.uniform() < share
          ? `▁${words[random.integer() % words.length] ?? ""}`
          : (filler[random.integer() % filler.length] ?? "."),
      ),
    ),
  ];
}

/** A feature that is active wherever one of some words stands. */
function world(feature: number, words: readonly string[]) {
  const texts = Array.from({ length: 120 }, (_, i) => passage(i, i % 2 ? words : ["wet"], i % 3 ? 0.03 : 0));
  const split: Record<Side, { passage: number; view: ReturnType<Lexer["view"]> }[]> = {
    training: [],
    "held-out": [],
  };
  const activeIn = { training: new Map<number, number[]>(), "held-out": new Map<number, number[]>() };
  const examples: ActivePassage[] = [];
  texts.forEach((text, number) => {
    const view = lexer.view(text);
    const side = sideOf(number);
    const n = split[side].push({ passage: number, view }) - 1;
    const positions = text.flatMap((token, position) =>
      words.some((word) => token === id(`▁${word}`)) ? [position] : [],
    );
    if (positions.length === 0) return;
    activeIn[side].set(n, positions);
    const values = positions.map((position) => 3 + (position % 5));
    const peak = positions[values.indexOf(Math.max(...values))] ?? 0;
    examples.push({ passage: number, view, peak, positions, values });
  });
  const samples = { training: makeSample(split.training), "held-out": makeSample(split["held-out"]) };
  const neighbours = { training: [], "held-out": [] };
  const evidence: Evidence = { feature, examples, activeIn, neighbours, promoted: [id("▁home")] };
  return { evidence, samples, activeIn };
}

describe("labels of a feature that follows one word", async () => {
  const { evidence, samples, activeIn } = world(5, ["dog"]);
  const labelled = await labelFeature(evidence, lexer, samples);

  it("name the word and reach 1 where the rule is the whole truth", () => {
    expect(labelled?.drafts[0]).toMatchObject({
      text: "dog",
      method: "token",
      score: { detection: 1, fuzzing: 1, judge: "rule" },
    });
  });

  it("are the same when they are written again", async () => {
    expect((await labelFeature(evidence, lexer, samples))?.drafts).toEqual(labelled?.drafts);
  });

  it("are scored on windows of passages that no writer saw", () => {
    const held = new Set(samples["held-out"].passages.map(({ view }) => view));
    const written = new Set(samples.training.passages.map(({ view }) => view));
    const windows = [...(labelled?.heldOut.active ?? []), ...(labelled?.heldOut.silent ?? [])];
    expect(labelled?.heldOut.silent).toHaveLength(24);
    const own = new Set(evidence.examples.filter((e) => sideOf(e.passage) === "held-out").map((e) => e.view));
    for (const { view } of windows) {
      expect(held.has(view) || own.has(view)).toBe(true);
      expect(written.has(view)).toBe(false);
    }
  });

  it("stand beside what other features' labels reach on the same windows", async () => {
    const cat = world(6, ["cat"]);
    const other = await labelFeature(cat.evidence, lexer, cat.samples);
    const rule = labelled?.drafts[0]?.rule;
    if (!other || !rule) throw new Error("Both features have labels.");
    expect(scoreOf(tally(compileRule(rule, lexer), other.heldOut), "rule")).toMatchObject({
      detection: 0.5,
      fuzzing: 0.5,
    });
    const block = await labelBlock([evidence, cat.evidence], lexer, cat.samples);
    expect(block.map(({ drafts: [first] }) => [first?.text, first?.score?.shuffled])).toEqual([
      ["dog", 0.5],
      ["cat", 0.5],
    ]);
    const alone = await labelBlock([evidence], lexer, samples);
    expect(alone[0]?.drafts[0]?.score?.shuffled).toBeNull();
  });

  it("are none where either side has too few passages", async () => {
    const few = { ...evidence, examples: evidence.examples.slice(0, 7) };
    expect(await labelFeature(few, lexer, samples)).toBeNull();
  });

  it("count silent windows that hold the token, and those of neighbours", () => {
    // the same examples of a feature that is silent in the sample: every occurrence there is a hard case
    const sources = {
      examples: evidence.examples.filter(({ passage }) => sideOf(passage) === "training"),
      sample: samples["held-out"],
      activeIn: new Map<number, number[]>(),
    };
    const hard = makeWindows(5, { ...sources, neighbours: [] });
    const matches = compileRule({ kind: "words", offset: 0, words: ["dog"] }, lexer);
    expect(tally(matches, hard).detection.falsePositive).toBeGreaterThanOrEqual(8);
    expect(activeIn["held-out"].size).toBeGreaterThan(8);
    // windows of a neighbour that fires on the third token of every passage
    const places = samples["held-out"].passages.map((_, n) => ({ n, position: 3 }));
    const { beside, silent } = makeWindows(5, { ...sources, neighbours: [places] });
    expect(beside).toHaveLength(16);
    expect(beside.every(({ start }) => start === 1)).toBe(true);
    expect(silent).toHaveLength(16 + 8 + 24);
  });
});

describe("labels of features that follow several words", () => {
  it("name their kind", async () => {
    const { evidence, samples } = world(7, ["red", "blue", "green"]);
    const labelled = await labelFeature(evidence, lexer, samples);
    expect(labelled?.drafts[0]?.method).toBe("concept");
    expect(labelled?.drafts[0]?.text).toMatch(
      /^colours: (red|blue|green), (red|blue|green), (red|blue|green)$/,
    );
  });

  it("name their topic where a model knows one, and the words that they have in common with nothing else", async () => {
    const words = ["rain", "storm", "wet", "cat"];
    const { evidence, samples } = world(8, words);
    const labelled = await labelFeature(evidence, lexer, samples, (asked) =>
      Promise.resolve(asked.every((word) => words.includes(word)) ? "bad weather" : null),
    );
    expect(labelled?.drafts[0]?.text).toMatch(/^bad weather: /);
  });

  it("name no topic where the words are alike in spelling alone", async () => {
    const { evidence, samples } = world(10, ["skate", "skull", "skirt"]);
    const labelled = await labelFeature(evidence, lexer, samples, () => Promise.resolve("ice and skating"));
    expect(labelled?.drafts[0]?.text).toMatch(/^words such as sk/);
    expect(labelled?.drafts.some(({ text }) => text.startsWith("ice"))).toBe(false);
  });

  it("name no topic where those that are shown are alike in spelling alone, whatever other words there are", async () => {
    const mostly = ["skate", "skull", "skirt"].flatMap((word) => Array<string>(6).fill(word));
    const { evidence, samples } = world(13, [...mostly, ...Array<string>(5).fill("dog")]);
    const labelled = await labelFeature(evidence, lexer, samples, () => Promise.resolve("ice and skating"));
    expect(labelled?.drafts[0]?.text).toMatch(/^words such as sk\w+, sk\w+, sk\w+$/);
    expect(labelled?.drafts.some(({ text }) => text.startsWith("ice"))).toBe(false);
  });
});

describe("kinds", () => {
  /** @param words of each the share of the activation, and the largest */
  const kindsOf = (words: Record<string, readonly [number, number]>) =>
    writeKinds({
      at: Object.entries(words).map(([name, [share, top]]) => ({
        ...{ name, share, top, forms: [name], isWord: true },
      })),
      lexer: new Lexer(PIECES, new ConceptIndex(null)),
    });
  const colours: Rule = { kind: "concept", offset: 0, name: "colours" };

  it("are named where several words are of one, and not where hardly any other than the first is", () => {
    const rulesOf = (red: number, blue: number) =>
      kindsOf({ red: [red, 1], blue: [blue, 1], cat: [0.1, 1], tree: [0.1, 1] }).map(({ rule }) => rule);
    expect(rulesOf(0.6, 0.12)).toContainEqual(colours);
    expect(rulesOf(0.72, 0.02)).not.toContainEqual(colours);
  });

  const saidOf = async (words: Parameters<typeof kindsOf>[0], topic: string | null) => {
    const said = new Set<string | null>();
    for (const { text } of kindsOf(words)) said.add(await text(() => Promise.resolve(topic)));
    return said;
  };

  it("are told by the words of the strongest examples and the one that most of the activation is on", async () => {
    const said = await saidOf({ tree: [0.6, 1], home: [0.1, 3], dog: [0.1, 2], rain: [0.1, 4] }, null);
    expect(said).toContain("words such as rain, home, tree");
  });

  it("have a topic where only two of the words that are shown are alike in spelling", async () => {
    const words = {
      skate: [0.35, 3],
      skull: [0.3, 3],
      rain: [0.15, 3],
      dog: [0.08, 1],
      cat: [0.07, 1],
    } as const;
    expect(await saidOf(words, "winter")).toContain("winter: skate, skull, rain");
  });
});

describe("isSpelledAlike", () => {
  const alike = (text: string) => isSpelledAlike(text.split(", ").map((name) => ({ name, share: 0.2 })));

  it("tells words that only begin alike from those of one root", () => {
    expect(alike("thief, thunder, thorn, thirsty, thought")).toBe(true);
    expect(alike("skull, skate, skirt")).toBe(true);
    expect(alike("sun, sunny, sunshine")).toBe(false);
    expect(alike("teach, teacher, teaching")).toBe(false);
    expect(alike("in, inside, into")).toBe(true);
    expect(alike("storm, rain, wind")).toBe(false);
  });
});

describe("a feature that follows nothing", () => {
  it("is called unclear, with the word at its strongest peak", async () => {
    const { evidence, samples } = world(9, ["dog"]);
    const random = new Random(11);
    const strewn = evidence.examples.map(({ passage: number, view }) => {
      const peak = 1 + (random.integer() % (view.keys.length - 1));
      return { passage: number, view, peak, positions: [peak], values: [number === 7 ? 3 : 2] };
    });
    const labelled = await labelFeature({ ...evidence, examples: strewn }, lexer, samples);
    expect(labelled?.drafts[0]?.text).toMatch(/^unclear \(strongest at .+\)$/);
    expect(labelled?.drafts[0]?.score).toBeNull();
  });
});
