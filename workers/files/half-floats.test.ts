import { describe, expect, it } from "vitest";
import { narrowToBfloat16, narrowToFloat16, widenBfloat16, widenFloat16 } from "./half-floats";

const all = Uint16Array.from({ length: 0x10000 }, (_, i) => i);
const bitsOf = (value: number) => new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;

/** Finite positive values of a 16-bit format in ascending order: their bit patterns just count up. */
function ladder(widen: (bits: Uint16Array) => Float32Array, infinity: number) {
  return widen(all.subarray(0, infinity));
}

describe("float16", () => {
  it.each([
    [0x0000, 0],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x3c00, 1],
    [0x4248, 3.140625],
    [0x7bff, 65504],
    [0x7c00, Infinity],
    [0xc000, -2],
    [0xfc00, -Infinity],
  ])("reads %i as %d", (bits, value) => {
    expect(widenFloat16(Uint16Array.of(bits))[0]).toBe(value);
  });

  it("keeps the sign of zero and NaN", () => {
    expect(widenFloat16(Uint16Array.of(0x8000))[0]).toBe(-0);
    expect(widenFloat16(Uint16Array.of(0x7e01))[0]).toBeNaN();
    expect(Array.from(narrowToFloat16(Float32Array.of(-0, NaN)))).toEqual([0x8000, 0x7e00]);
  });

  it("writes back every value that it reads", () => {
    const numbers = all.filter((bits) => (bits & 0x7fff) <= 0x7c00);
    expect(narrowToFloat16(widenFloat16(numbers))).toEqual(numbers);
  });

  it("rounds to the nearest neighbour and halves to the even one, over the whole range", () => {
    checkRounding(ladder(widenFloat16, 0x7c00), narrowToFloat16);
  });

  it("turns what lies beyond the range into an infinity, from the middle to the next power of two on", () => {
    const edge = Float32Array.of(65519.996, 65520, -65520, 3e38);
    expect(Array.from(narrowToFloat16(edge))).toEqual([0x7bff, 0x7c00, 0xfc00, 0x7c00]);
  });
});

describe("bfloat16", () => {
  it("reads the upper half of a float32", () => {
    expect(Array.from(widenBfloat16(Uint16Array.of(0x3f80, 0xc2c8, 0x0001, 0xff80)))).toEqual([
      1,
      -100,
      2 ** -133,
      -Infinity,
    ]);
  });

  it("rounds to the nearest neighbour and halves to the even one, over the whole range", () => {
    checkRounding(ladder(widenBfloat16, 0x7f80), narrowToBfloat16);
  });

  it("does not let a NaN whose payload is in the lower half become an infinity", () => {
    const nan = new Float32Array(Uint32Array.of(0x7f800001).buffer);
    expect(widenBfloat16(narrowToBfloat16(nan))[0]).toBeNaN();
  });

  it("leaves its input alone, also a view into a larger buffer", () => {
    const buffer = Float32Array.of(9, 1.5, 2.5);
    expect(Array.from(narrowToBfloat16(buffer.subarray(1)))).toEqual([0x3fc0, 0x4020]);
    expect(Array.from(buffer)).toEqual([9, 1.5, 2.5]);
  });
});

/** Between each value and the next: just below the middle goes down, just above goes up, the middle to the even. */
function checkRounding(values: Float32Array, narrow: (values: Float32Array) => Uint16Array) {
  const middles = new Float32Array(values.length - 1);
  for (let i = 0; i < middles.length; i++) middles[i] = ((values[i] ?? 0) + (values[i + 1] ?? 0)) / 2;
  const step = (by: number) =>
    new Float32Array(Uint32Array.from(middles, (middle) => bitsOf(middle) + by).buffer);
  const even = Uint16Array.from(middles, (_, i) => (i % 2 === 0 ? i : i + 1));
  expect(narrow(middles)).toEqual(even);
  expect(narrow(step(-1))).toEqual(Uint16Array.from(middles, (_, i) => i));
  expect(narrow(step(1))).toEqual(Uint16Array.from(middles, (_, i) => i + 1));
}
