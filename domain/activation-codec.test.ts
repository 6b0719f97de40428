import { describe, expect, test } from "vitest";
import { FRACTION_STEPS, packActivations, unpackActivations } from "./activation-codec";
import { Random } from "./random";

describe("packed activations", () => {
  test("as bytes: distance from the position before, then the fraction of the peak, low byte first", () => {
    expect(Array.from(packActivations([1, 4, 260], [2, 1, 4], 4))).toEqual([
      ...[2, 0x00, 0x80], // 1 - (-1); 32768 of 65535, for 0.5 rounds up
      ...[3, 0x00, 0x40], // 16384
      ...[0x80, 0x02, 0xff, 0xff], // 256 in two bytes
    ]);
    expect(packActivations([], [], 1)).toHaveLength(0);
    expect(unpackActivations(new Uint8Array(), 1)).toEqual({ positions: [], values: [] });
  });

  test("come back with the largest error of half a step, and the peak exactly", () => {
    const random = new Random(3);
    for (let trial = 0; trial < 200; trial++) {
      const peak = 10 ** (4 * random.uniform() - 2);
      const positions: number[] = [];
      const values: number[] = [];
      for (let position = Math.floor(random.uniform() * 300); position < 4000;) {
        positions.push(position);
        values.push(random.uniform() * peak);
        position += 1 + Math.floor(10 ** (3 * random.uniform()));
      }
      values[Math.floor(random.uniform() * values.length)] = peak;
      const found = unpackActivations(packActivations(positions, values, peak), peak);
      expect(found.positions).toEqual(positions);
      expect(Math.max(...found.values)).toBe(peak);
      const errors = found.values.map((value, i) => Math.abs(value - (values[i] ?? NaN)));
      expect(Math.max(...errors)).toBeLessThanOrEqual((peak / FRACTION_STEPS / 2) * (1 + 1e-9));
    }
  });

  test("three bytes for a token near the one before, a byte more from 128 positions on", () => {
    const bytesFor = (distance: number) => packActivations([distance - 1], [1], 1).length;
    expect([1, 127, 128, 16_383, 16_384, 2 ** 21 - 1].map(bytesFor)).toEqual([3, 3, 4, 4, 5, 5]);
    expect(unpackActivations(packActivations([2 ** 27], [1], 1), 1).positions).toEqual([2 ** 27]);
  });
});
