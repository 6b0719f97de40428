import { describe, expect, it } from "vitest";
import { Random } from "@/domain/random";
import { labelFeature, type Evidence } from "./label-feature";
import { PREDICATES } from "./predicates";
import { compileRule, type Rule } from "./rules";
import { balancedAccuracy, count, f1, scoreOf, tally } from "./score";
import { Lexer } from "./text-view";
import { makeSample, makeWindows, sideOf, WINDOW, type ActivePassage, type Side } from "./windows";

const WORDS = "the cat dog sun tree went home saw and then rain storm wet Tom once upon".split(" ");
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
  const lexer = new Lexer(PIECES);
  const view = lexer.view(ids('▁Tom \'s ▁storm ing . " ▁the ▁cat " <0x0A> ▁rain 7'));
  const holding = (position: number) =>
    PREDICATES.filter((name) => compileRule({ kind: "predicate", offset: 0, name }, lexer)(view, position));

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

  it("knows the whole word of each of its tokens", () => {
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
  });

  it("checks predicates on the place and on the word", () => {
    expect(holding(1)).toContain("a capitalised word");
    expect(holding(1)).toContain("the first word of a sentence");
    expect(holding(3)).toContain("a word in -ing");
    expect(holding(4)).toEqual(
      ["a later part of a word"].concat(["the first words of the text"]).sort().reverse(),
    );
    expect(holding(6)).toContain("the opening of a quotation");
    expect(holding(8)).toEqual(expect.arrayContaining(["a word in quotation marks", "an animal"]));
    expect(holding(9)).toContain("the end of a quotation");
    expect(holding(10)).toEqual(["a line break"]);
    expect(holding(11)).toEqual(["a word about the weather or sky"]);
    expect(holding(12)).toEqual(["a number"]);
  });

  it("runs rules on the token, on its neighbours and around it", () => {
    const at = (rule: Rule) =>
      [...view.keys.keys()].filter((position) => compileRule(rule, lexer)(view, position));
    expect(at({ kind: "keys", offset: 0, keys: ["cat", "7"] })).toEqual([8, 12]);
    expect(at({ kind: "keys", offset: -1, keys: ["cat", "⟨start⟩"] })).toEqual([1, 9]);
    expect(at({ kind: "keys", offset: 1, keys: ["cat"] })).toEqual([7]);
    expect(at({ kind: "near", words: ["rain"], radius: 2 })).toEqual([9, 10, 11, 12]);
  });
});

describe("scores", () => {
  it("are what scikit-learn's balanced_accuracy_score and f1_score give", () => {
    // y_true = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0], y_pred = [1, 1, 1, 0, 1, 1, 0, 0, 0, 0]
    const cases = count([true, true, true, false], [true, true, false, false, false, false]);
    expect(balancedAccuracy(cases)).toBeCloseTo(0.7083333, 7);
    expect(f1(cases)).toBeCloseTo(0.6666667, 7);
    expect(balancedAccuracy(count([], [true]))).toBeNull();
  });
});

const lexer = new Lexer(PIECES);
/** Filler with now and then one of the words that features below are about. */
function passage(number: number, word: string, share: number) {
  const random = new Random(3, number);
  const filler = ["▁the", "▁sun", "▁tree", "▁went", "▁home", "▁saw", "▁and", "▁then", ".", ","];
  return [
    1,
    ...Array.from({ length: 3 * WINDOW }, () =>
      id(random.uniform() < share ? `▁${word}` : (filler[random.integer() % filler.length] ?? ".")),
    ),
  ];
}

function world(feature: number, word: string) {
  const texts = Array.from({ length: 120 }, (_, i) => passage(i, i % 2 ? word : "wet", i % 3 ? 0.03 : 0));
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
    const positions = text.flatMap((token, position) => (token === id(`▁${word}`) ? [position] : []));
    if (positions.length === 0) return;
    activeIn[side].set(n, positions);
    const values = positions.map((position) => 1 + (position % 5));
    const peak = positions[values.indexOf(Math.max(...values))] ?? 0;
    examples.push({ passage: number, view, peak, positions, values });
  });
  const samples = { training: makeSample(split.training), "held-out": makeSample(split["held-out"]) };
  const evidence: Evidence = { feature, examples, activeIn, promoted: [id("▁home")] };
  return { evidence, samples, activeIn };
}

describe("labels of a feature that follows one word", () => {
  const { evidence, samples, activeIn } = world(5, "dog");
  const labelled = labelFeature(evidence, lexer, samples);

  it("name the word and reach 1 where the rule is the whole truth", () => {
    const token = labelled?.labels.find(({ method }) => method === "token");
    expect(token).toMatchObject({ text: "“dog”", score: { detection: 1, fuzzing: 1, judge: "rule" } });
    expect(labelled?.labels.find(({ method }) => method === "predicate")?.text).toBe("an animal");
    const output = labelled?.labels.find(({ method }) => method === "output");
    expect(output?.score?.detection).toBeLessThan(0.8);
  });

  it("are the same when they are written again", () => {
    expect(labelFeature(evidence, lexer, samples)?.labels).toEqual(labelled?.labels);
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

  it("say nothing about features that follow other words", () => {
    const other = labelFeature(world(6, "cat").evidence, lexer, world(6, "cat").samples);
    const rule = labelled?.labels.find(({ method }) => method === "token")?.rule;
    if (!other || !rule) throw new Error("Both features have labels.");
    expect(scoreOf(tally(compileRule(rule, lexer), other.heldOut), "rule")).toMatchObject({
      detection: 0.5,
      fuzzing: 0.5,
    });
  });

  it("are none where either side has too few passages", () => {
    expect(labelFeature({ ...evidence, examples: evidence.examples.slice(0, 7) }, lexer, samples)).toBeNull();
  });

  it("count silent windows that hold the token", () => {
    // the same examples of a feature that is silent in the sample: every occurrence there is a hard case
    const nowhere = new Map<number, number[]>();
    const examples = evidence.examples.filter(({ passage }) => sideOf(passage) === "training");
    const hard = makeWindows(5, examples, samples["held-out"], nowhere);
    const matches = compileRule({ kind: "keys", offset: 0, keys: ["dog"] }, lexer);
    expect(tally(matches, hard).detection.falsePositive).toBeGreaterThanOrEqual(8);
    expect(activeIn["held-out"].size).toBeGreaterThan(8);
  });
});
