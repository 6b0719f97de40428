import { expect, test } from "vitest";
import { findUnstorable } from "./storable-text";

test("text with NUL or half of a pair is found wherever it is", () => {
  expect(findUnstorable("cat\u0000")).toBe("");
  expect(findUnstorable({ a: [{ b: "\ud83d" }] })).toBe("a.0.b");
  expect(findUnstorable({ a: { "x\u0000": 1 } })).toBe("a");
  expect(findUnstorable("\udc31\ud83d")).toBe("");
});

test("all other text can be kept", () => {
  for (const value of [
    "",
    "cat 🐱 日本",
    "\u0001\ufffd",
    null,
    undefined,
    3,
    { a: ["\u{10ffff}"] },
    new Date(),
  ])
    expect(findUnstorable(value)).toBeNull();
});

test("text is found however deep it is nested", () => {
  const depth = 100_000;
  const nested = (text: string) =>
    JSON.parse(`${"[".repeat(depth)}${JSON.stringify(text)}${"]".repeat(depth)}`) as unknown;
  expect(findUnstorable(nested("cat"))).toBeNull();
  expect(findUnstorable(nested("\u0000"))).toHaveLength(2 * depth - 1);
});
