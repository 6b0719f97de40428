import { describe, expect, it } from "vitest";
import { Lexer } from "../../labels/text-view";
import { chooseConcepts, type ReadPassage } from "./concepts";
import { countedTokens, countedWords } from "./counted-tokens";
import { chooseLetterWords } from "./letter-words";
import { evaluationPassages } from "./prepare";

const PIECES = ["<s>", "▁the", "▁dog", "▁ran", "▁to", "▁Lily", ".", "▁sl", "ow", "ly", "▁cat", "▁3", "▁A"];
const lexer = new Lexer(PIECES);
const sentence = ["▁the", "▁dog", "▁ran", "▁to", "▁Lily", ".", "▁A", "▁cat", "▁ran", "▁sl", "ow", "ly", "."];
const ids = [0, ...sentence.map((piece) => PIECES.indexOf(piece))];
const passages: ReadPassage[] = Array.from({ length: 160 }, (_, passage) => ({
  passage,
  view: lexer.view(ids),
}));
/** What stands at a row. */
const pieceAt = (row: number) => sentence[row % sentence.length];
const passageOf = (row: number) => Math.floor(row / sentence.length);

describe("concepts", () => {
  const concepts = chooseConcepts(passages, lexer, 1);
  const named = (name: string) => concepts.find((concept) => concept.name === name);

  it("come from the rules that labels use, as labels name them", () => {
    expect(concepts.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...["names and other capitalised words", "the end of a sentence", "the first word of a sentence"],
        ...["the word after a name", "dog", "ran"],
      ]),
    );
    expect(named("Cyrillic script")).toBeUndefined();
  });

  it("hold for half of the tokens of either half, even passages to fit and odd ones to try", () => {
    for (const { train, test } of concepts)
      for (const [{ rows, labels }, remainder] of [
        [train, 0],
        [test, 1],
      ] as const) {
        expect(labels.reduce((sum, label) => sum + label, 0) * 2).toBe(labels.length);
        expect(new Set(rows).size).toBe(rows.length);
        expect([...rows].every((row) => passageOf(row) % 2 === remainder)).toBe(true);
      }
    const names = named("names and other capitalised words");
    names?.train.labels.forEach((label, i) =>
      expect(pieceAt(names.train.rows[i] ?? 0) === "▁Lily").toBe(label === 1),
    );
  });

  it("are the same by the same seed", () => {
    expect(chooseConcepts(passages, lexer, 1)).toEqual(concepts);
  });

  it("keep their balance when tokens are left out", () => {
    const out = new Uint8Array(passages.length * sentence.length).map((_, row) =>
      pieceAt(row) === "." ? 1 : 0,
    );
    const ends = named("the end of a sentence");
    expect(ends && countedTokens(ends.train, out).rows).toHaveLength(0);
    const dogs = named("dog");
    const counted = dogs && countedTokens(dogs.train, out);
    expect(counted?.labels.reduce((sum, label) => sum + label, 0)).toBe((counted?.labels.length ?? 0) / 2);
    expect([...(counted?.rows ?? [])].some((row) => out[row] === 1)).toBe(false);
  });
});

describe("words for the letters", () => {
  const { train, test } = chooseLetterWords(passages, lexer, 1);

  it("are whole tokens behind a space, a few of each word, which is on one side alone", () => {
    const words = [train, test].map(({ rows }) => [...rows].map(pieceAt));
    const of = (side: number) => new Set(words[side]);
    expect([...of(0), ...of(1)].sort()).toEqual(["▁Lily", "▁cat", "▁dog", "▁ran", "▁the", "▁to"]);
    expect(train.rows.length + test.rows.length).toBe(6 * 4);
    for (const { rows, letters } of [train, test])
      letters.forEach((letter, i) =>
        expect(
          pieceAt(rows[i] ?? 0)
            ?.charAt(1)
            .toLowerCase(),
        ).toBe(letter),
      );
  });

  it("go where they are left out", () => {
    const out = new Uint8Array(passages.length * sentence.length).fill(1);
    expect(countedWords(train, out)).toEqual({ rows: new Uint32Array(), letters: [] });
  });
});

it("passages are pairs of an even and an odd one, spread over those that were read", () => {
  expect(evaluationPassages(100, 6)).toEqual([16, 17, 50, 51, 82, 83].map((n) => n));
  expect(evaluationPassages(5, 100)).toEqual([0, 1, 2, 3]);
  expect(evaluationPassages(1, 10)).toEqual([]);
});
