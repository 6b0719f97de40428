import { PREDICATES } from "../predicates";
import type { Candidate, Training } from "./candidate";
import { predicateShares } from "./units";

const LEAST_SHARE = 0.3;

/** "the first word of a sentence", "verbs in the past tense": grammar and position. */
export function writeGrammar({ examples }: Training): Candidate[] {
  const shares = predicateShares(examples);
  const before = predicateShares(
    examples.map((example) => ({ ...example, peak: (example.view.starts[example.peak] ?? 0) - 1 })),
  );
  return PREDICATES.flatMap(({ here, after }): Candidate[] => [
    ...((shares.get(here) ?? 0) >= LEAST_SHARE
      ? [
          {
            method: "predicate" as const,
            rule: { kind: "predicate" as const, offset: 0 as const, name: here },
            worth: -0.02,
            text: () => here,
            ...(BEHIND[here] === undefined ? {} : { behind: () => BEHIND[here] ?? "" }),
          },
        ]
      : []),
    ...(after !== undefined && (before.get(here) ?? 0) >= LEAST_SHARE
      ? [
          {
            method: "predicate" as const,
            rule: { kind: "predicate" as const, offset: -1 as const, name: here },
            worth: -0.02,
            text: () => after,
            behind: () => after.replace(/^the (?:first |second )?word /, "").replace(/^/, AT[here] ?? ""),
          },
        ]
      : []),
  ]);
}

/** Predicates that say where a word stands, as they are put behind it. */
const BEHIND: Record<string, string> = {
  "words inside a quotation": "inside a quotation",
  "the first word of a sentence": "at the start of a sentence",
  "the first words of a text": "at the start of a text",
  "names and other capitalised words": "with a capital",
};

const AT: Record<string, string> = {
  "opening quotation mark": "at the start ",
  "the first word of a sentence": "as the second word ",
  "line break": "at the start ",
};
