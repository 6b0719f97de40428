import { expect, it } from "vitest";
import { meaningDirections } from "./meaning-directions";

it("embeds each text once, takes their mean away, and leaves features without words at 0", async () => {
  const asked: string[][] = [];
  const vectors = new Map([
    ["rain", [1, 0]],
    ["sea", [0, 1]],
  ]);
  const embed = (texts: readonly string[]) => {
    asked.push([...texts]);
    return Promise.resolve(texts.map((text) => Float32Array.from(vectors.get(text) ?? [])));
  };
  const { data, width } = await meaningDirections(
    ["rain", "", "sea", "rain", "rain"].map((text, i) => ({ text, around: i === 4 })),
    embed,
  );
  expect(asked).toEqual([["rain", "sea"]]);
  expect(width).toBe(2);
  const h = Math.fround(Math.SQRT1_2);
  expect([...data]).toEqual([h, -h, 0, 0, -h, h, h, -h, h / 2, -h / 2]);
});

it("has a width where no feature has words", async () => {
  const { data, width } = await meaningDirections([{ text: "", around: true }], () => Promise.resolve([]));
  expect([...data]).toEqual([0]);
  expect(width).toBe(1);
});
