import { expect, test } from "vitest";
import { similaritiesTo, type Embed } from "./similarity";

/** Texts as their vectors, written out. */
const embed: Embed = (texts) =>
  Promise.resolve(texts.map((text) => Float32Array.from(JSON.parse(text) as number[])));

test("is the cosine with the contexts' mean direction", async () => {
  // the mean of (1, 0) and (0, 1) points to (1, 1)
  const found = await similaritiesTo(embed, ["[1,0]", "[0,1]"], ["[1,0]", "[0,-1]", "[0.6,0.8]"]);
  expect(found.map((value) => value?.toFixed(4))).toEqual(["0.7071", "-0.7071", "0.9899"]);
});

test("is not known without contexts", async () => {
  expect(await similaritiesTo(embed, [], ["[1,0]"])).toEqual([undefined]);
});
