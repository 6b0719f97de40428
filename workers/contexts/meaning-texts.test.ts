import { expect, it } from "vitest";
import { Lexer } from "../labels/text-view";
import { gatherWindows, type ContextExample } from "./context-windows";
import { meaningTexts } from "./meaning-texts";

const PIECES = [
  "<s>",
  ..."▁the ▁dra gon ▁cave ▁and ▁toys ▁play , ▁a ▁dinosaur ▁was ▁Dra ▁by ▁mother".split(" "),
];

/** The example whose words are `text`, of which the one in brackets is the peak; "dra gon" is a word of two tokens. */
function example(text: string, value = 1, passage = 0): ContextExample {
  const words = text.split(" ");
  const peak = words.findIndex((word) => word.startsWith("["));
  const tokens = words.map((word) => {
    const bare = word.replace(/[[\]]/g, "");
    const id = PIECES.findIndex((piece) => piece === `▁${bare}` || piece === bare);
    expect(id, word).toBeGreaterThan(0);
    return id;
  });
  return { passage, peak, value, tokens };
}

it("says what features fire on: whole words by activation, and for small words and marks what is around", () => {
  const features = [
    [
      example("the [dra] gon was", 2),
      example("a [dinosaur] was", 1),
      // of a passage that tests what is made of this, and too weak to be told
      example("a [cave]", 2, 1),
      example("a [mother]", 0.05),
    ],
    [example("the toys [and] play", 2), example("toys [and] play", 1), example("cave [and] cave", 0.1)],
    [example("mother [,] the cave", 1), example("cave [,]", 1), example("a [dinosaur]", 0.9)],
    [example("the [the] the")],
    [],
  ];
  expect(meaningTexts(gatherWindows(features, PIECES.length), new Lexer(PIECES))).toEqual([
    { text: "dragon, dinosaur", around: false },
    { text: "and, play, toys, cave", around: true },
    // a mark is no word, and a word that fewer features have around them counts for more
    { text: "mother, dinosaur, cave", around: true },
    { text: "the", around: true },
    { text: "", around: false },
  ]);
});
