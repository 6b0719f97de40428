import { expect, test } from "vitest";
import { tokensPerSecond } from "./batch";

const look = (seconds: number, tokens: number, running = true) => ({ ms: 1000 * seconds, tokens, running });

test("only time in which a collection ran from one look to the next counts", () => {
  expect(tokensPerSecond([look(0, 0), look(10, 500), look(20, 1500)])).toBe(75);
  // nothing runs between 10 and 30 s
  expect(
    tokensPerSecond([look(0, 0), look(10, 500), look(20, 600, false), look(30, 600), look(40, 900)]),
  ).toBe(40);
  expect(tokensPerSecond([look(0, 0)])).toBeNaN();
});
