import { describe, expect, it } from "vitest";
import { Random } from "@/domain/random";
import { diffMean, heldOutSeparation, sumTokens } from "./diff-mean";

const text = (...rows: number[][]) => sumTokens(Float32Array.from(rows.flat()), rows[0]?.length ?? 0);

describe("the difference of two sets of texts", () => {
  it("is that of the means over tokens, whatever text they stand in", () => {
    // by hand: A's mean of (4, 2), (4, 4), (7, 6) is (5, 4), B's of (1, 1), (3, 1) is (2, 1): (3, 3), of length sqrt 18
    const { direction, norm, centre } = diffMean(
      [text([4, 2]), text([4, 4], [7, 6])],
      [text([1, 1], [3, 1])],
    );
    expect(norm).toBeCloseTo(Math.sqrt(18), 12);
    expect([...direction]).toEqual([Math.SQRT1_2, Math.SQRT1_2].map(Math.fround));
    // <(2, 1), (1, 1) / sqrt 2>
    expect(centre).toBeCloseTo(3 / Math.SQRT2, 12);
  });

  it("leaves out the tokens that do not count", () => {
    const stream = Float32Array.from([1, 0, 900, 900, 3, 0]);
    const kept = sumTokens(stream, 2, (row) => row !== 1);
    expect([[...kept.sum], kept.tokens]).toEqual([[4, 0], 2]);
  });

  it("is refused where a set is empty or both are the same", () => {
    expect(() => diffMean([text([1, 2])], [])).toThrow("The second set of texts has no tokens");
    expect(() => diffMean([{ sum: new Float64Array(2), tokens: 0 }], [text([1, 2])])).toThrow(
      "The first set",
    );
    expect(() => diffMean([text([1, 2])], [text([1, 2])])).toThrow("the same mean");
  });
});

describe("how well it tells apart texts that it was not made from", () => {
  const texts = (random: Random, count: number, shift: number) =>
    Array.from({ length: count }, () =>
      text(
        ...Array.from({ length: 5 }, () =>
          Array.from({ length: 16 }, (_, i) => random.normal() + (i === 3 ? shift : 0)),
        ),
      ),
    );

  it("is 1 for a planted direction, which is found", () => {
    const random = new Random(1);
    const [a, b] = [texts(random, 20, 4), texts(random, 20, 0)];
    expect(heldOutSeparation(a, b)).toBe(1);
    expect(diffMean(a, b).direction[3]).toBeGreaterThan(0.97);
  });

  it("is at chance where both sets are of one kind", () => {
    const random = new Random(2);
    const rounds = Array.from({ length: 40 }, () =>
      heldOutSeparation(texts(random, 8, 0), texts(random, 8, 0)),
    );
    const mean = rounds.reduce<number>((sum, value) => sum + (value ?? NaN), 0) / rounds.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.1);
  });

  it("is not led astray by pairs of texts that are alike", () => {
    const random = new Random(3);
    const pairs = Array.from({ length: 10 }, () => {
      const row = Array.from({ length: 16 }, () => 3 * random.normal());
      return [text(row.map((value, i) => value + (i === 3 ? 6 : 0))), text(row)] as const;
    });
    const found = heldOutSeparation(
      pairs.map(([a]) => a),
      pairs.map(([, b]) => b),
    );
    expect(found).toBe(1);
  });

  it("is not known of a set of one text", () =>
    expect(heldOutSeparation([text([1, 2])], [text([2, 3]), text([3, 1])])).toBeNull());
});
