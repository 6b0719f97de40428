import { EVALUATION_FORMAT, type EvaluatedLetter, type SaeEvaluation } from "@/domain/sae-evaluation";

const CONCEPTS: readonly [name: string, one: number, five: number][] = [
  ["the end of a sentence", 0.94, 0.99],
  ["names and other capitalised words", 0.86, 0.87],
  ["words in -ing", 0.76, 0.8],
  ["the second word of a sentence", 0.53, 0.58],
];
const LETTERS: readonly [letter: string, probeF1: number, fraction: number][] = [
  ["b", 0.8, 0.25],
  ["q", 0.2, 0],
  ["s", 0.9, 0.75],
];

/** What an evaluation of a small SAE could have found: four concepts, and three letters of which one cannot be told. */
export function smallEvaluation(sae: string): SaeEvaluation {
  const same = (value: number) => ({ one: value, five: value });
  return {
    ...{ format: EVALUATION_FORMAT, version: "0.1.0", engine: "onnx", sae, corpus: "c".repeat(64), seed: 1 },
    ...{ tokens: 12_345, seconds: 75 },
    random: {
      ...{ tokens: 1000, l0: 30, fvu: 1.5, ceClean: 1, ceSae: 5, ceZero: 6, ceRecovered: 0.2 },
      ...{ klSae: 4, klZero: 5, dead: 0, deadTokens: 1000 },
    },
    concepts: CONCEPTS.map(([name, one, five], i) => ({
      ...{ name, train: 400, test: 400, features: { one, five } },
      ...{ neurons: same(0.75), random: same(0.6), shuffled: same(0.5) },
      ...{ whole: 0.95, chosen: [i + 3, 1, 2] },
    })),
    letters: LETTERS.map(([letter, probeF1, fraction]): EvaluatedLetter => {
      const found = { main: [9], f1: 0.4, full: fraction / 2, fraction };
      return {
        letter,
        tokens: 60,
        judged: 40,
        probeF1,
        features: found,
        random: { ...found, fraction: 0.9 },
      };
    }),
  };
}
