import { describe, expect, test } from "vitest";
import { likenessOf } from "./likeness";

const window = (...ids: number[]) => ({ ids: Uint32Array.from([1, ...ids]), peak: 1, active: 1 });
const ANY = [
  [1, 5, 6],
  [1, 5, 7],
  [1, 5, 8],
];

describe("likeness of examples", () => {
  test("is 1 for the same tokens and 0 for others", () => {
    expect(likenessOf({ heldIn: [window(2, 3)], heldOut: [window(3, 2)] }, ANY)).toBeCloseTo(1, 12);
    expect(likenessOf({ heldIn: [window(2)], heldOut: [window(3)] }, ANY)).toBe(0);
  });

  test("weighs tokens by how rare they are in any text", () => {
    // ln(4 / 1) for tokens that no text has, ln(4 / 4) = 0 for 5, ln(4 / 2) for 6
    const [rare, common] = [Math.log(2) * Math.log(4), Math.log(2) * Math.log(2)];
    const expected = rare ** 2 / (Math.hypot(rare, common) * rare);
    expect(likenessOf({ heldIn: [window(2, 5, 6)], heldOut: [window(2, 5)] }, ANY)).toBeCloseTo(expected, 12);
  });

  test("looks no further than the measure of coherence does", () => {
    const [near, far] = [window(9, 0, 0, 2), window(9, 0, 0, 0, 2)];
    expect(likenessOf({ heldIn: [window(2)], heldOut: [near] }, [[1, 0]])).toBeGreaterThan(0);
    expect(likenessOf({ heldIn: [window(2)], heldOut: [far] }, [[1, 0]])).toBe(0);
  });

  test("is not known without examples on either side", () => {
    expect(likenessOf({ heldIn: [], heldOut: [window(2)] }, ANY)).toBeNull();
  });
});
