/** Which content words speak for a feature, to name the cluster that it lies in. */
import { STOP_WORDS } from "@/domain/stop-words";
import { LABEL_GRAMMAR } from "../labels/label-grammar";

/** How much a word counts for a feature: in its label or at its peaks, or else somewhere in its examples. */
export const SALIENT = 1;
const MENTIONED = 0.35;
const LEAST_LETTERS = 3;
const QUOTED = /“[^”]*”/g;
const WORD = /[\p{L}][\p{L}'’-]*/gu;

export interface FeatureWords {
  feature: number;
  label: string;
  /** How the label was made; one that is "unclear" says nothing of the feature. */
  method: string | null;
  tokens: string;
  /** One example a line, cut anywhere. */
  examples: string;
}

/** How much each content word counts for each feature; words that no example has whole are pieces, and left out. */
export function weighWords(
  features: readonly FeatureWords[],
): { feature: number; words: ReadonlyMap<string, number> }[] {
  const mentioned = features.map(({ examples }) => new Set(examples.split("\n").flatMap(wholeWords)));
  const known = new Set(mentioned.flatMap((words) => [...words]));
  return features.map(({ feature, label, method, tokens }, i) => {
    const words = new Map<string, number>();
    for (const word of mentioned[i] ?? []) words.set(word, MENTIONED);
    for (const word of [...(method === "unclear" ? [] : labelWords(label)), ...contentWords(tokens)])
      if (known.has(word)) words.set(word, SALIENT);
    return { feature, words };
  });
}

/** Content words of an example but for the first and the last, which may be cut. */
function wholeWords(line: string): string[] {
  const first = line.indexOf(" ");
  return first < 0 ? [] : contentWords(line.slice(first, line.lastIndexOf(" ") + 1));
}

/** Content words of a label: what it quotes, and what else is not the grammar of labels. */
export function labelWords(label: string): string[] {
  const quoted = label.match(QUOTED) ?? [];
  const rest = contentWords(label.replace(QUOTED, " ")).filter((word) => !LABEL_GRAMMAR.has(word));
  return [...quoted.flatMap(contentWords), ...rest];
}

function contentWords(text: string): string[] {
  return Array.from(text.toLowerCase().matchAll(WORD), ([word]) =>
    word.replace(/['’](s|t|re|ll|ve|d|m)?$/u, ""),
  ).filter((word) => word.length >= LEAST_LETTERS && !STOP_WORDS.has(word));
}
