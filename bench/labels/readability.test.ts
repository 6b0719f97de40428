import { expect, it } from "vitest";
import {
  identityBits,
  isFunctionWordsAlone,
  listsMany,
  namedWords,
  namesPiece,
  sharedLabels,
} from "./readability";

it("knows which words of a text a label names", () => {
  expect(namedWords("dragon", "token")).toEqual(["dragon"]);
  expect(namedWords("dragon or knight, in texts about castles", "token")).toEqual(["dragon", "knight"]);
  expect(namedWords("animals: dog, cat, after “the”", "concept")).toEqual(["the", "dog", "cat"]);
  expect(namedWords("the word “too”", "token")).toEqual(["too"]);
  expect(namedWords("unclear (strongest at “a big dragon”)", "unclear")).toEqual(["a", "big", "dragon"]);
  expect(namedWords("full stop, near “named”", "token")).toEqual(["named"]);
  expect(namedWords("ampersand", "token")).toEqual([]);
  expect(namedWords("unclear (strongest at row of less-than signs)", "unclear")).toEqual([]);
  expect(namedWords("in texts about birthdays", "context")).toEqual([]);
  expect(namedWords("words beginning with “st”", "token")).toEqual([]);
});

it("tells pieces of words, long lists and function words", () => {
  const known = new Set(["dragon", "jump"]);
  expect(namesPiece("drag", "token", known)).toBe(true);
  expect(namesPiece("“l”, “m” or “s”", "token", known)).toBe(true);
  expect(namesPiece("dragon or jumping", "token", known)).toBe(false);
  expect(listsMany("“l”, “m” or “s”")).toBe(true);
  expect(listsMany("cat or dog or frog")).toBe(true);
  expect(listsMany("the words “and” or “the”, after “outside” or “long”")).toBe(false);
  expect(listsMany("comma, near “a”, “b” or “c”")).toBe(true);
  expect(isFunctionWordsAlone("the words “and” or “but”")).toBe(true);
  expect(isFunctionWordsAlone("the word “and”, after “happy”")).toBe(false);
  expect(isFunctionWordsAlone("the word “b”")).toBe(false);
});

it("measures how well labels tell features apart", () => {
  expect(identityBits(["a", "b", "c", "d"])).toBe(1);
  // two of four share one: 1.5 bits of 2
  expect(identityBits(["a", "a", "b", "c"])).toBeCloseTo(0.75, 12);
  expect(sharedLabels(["a", "a", "b", "c"])).toBe(0.5);
  expect(sharedLabels([])).toBe(0);
});
