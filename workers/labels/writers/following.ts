import type { Candidate, Training } from "./candidate";
import { nameBefore } from "./phrases";
import { familiesAt } from "./units";

const LEAST_SHARE = 0.4;

/** "before “idea”": what comes after the word that a feature peaks on, to say of a word which of its uses it is. */
export function writeFollowing({ examples, lexer }: Training): Candidate[] {
  return familiesAt(examples, lexer, 1)
    .slice(0, 1)
    .filter(({ share }) => share >= LEAST_SHARE)
    .map(({ name, forms, isWord }): Candidate => {
      const text = () => `before ${nameBefore(name, isWord)}`;
      return {
        method: "after-token",
        rule: { kind: "words", offset: 1, words: forms },
        worth: -0.02,
        partOnly: true,
        text,
        behind: text,
      };
    });
}
