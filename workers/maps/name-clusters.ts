/**
 * Words that set each cluster apart from all other features: c-TF-IDF (Grootendorst 2022) over whole content words, where
 * each feature counts a word once, so that no single feature names a cluster. A cluster in which no word stands out has
 * no name.
 */
import type { MapCluster } from "@/domain/feature-map";
import { STOP_WORDS } from "@/domain/stop-words";
import { LABEL_GRAMMAR } from "../labels/label-grammar";

const WORDS = 3;
/** How much a word counts for a feature: in its label or at its peaks, or else somewhere in its examples. */
const SALIENT = 1;
const MENTIONED = 0.35;
/** A word stands out where this share of a cluster has it, and this many times the share of all features. */
const LEAST_SHARE = 0.12;
const LEAST_RATIO = 3;
/** Further words score at least this share of the first one's score. */
const LEAST_OF_FIRST = 0.4;
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

/** @param clusters finest cluster of each feature */
export function nameClusters(
  tree: readonly MapCluster[],
  clusters: Uint16Array,
  features: Iterable<FeatureWords>,
): MapCluster[] {
  const weights = weighWords([...features]);
  const own = new Map(tree.map(({ id }) => [id, new Map<string, number>()]));
  const all = new Map<string, number>();
  for (const { feature, words } of weights)
    for (const [word, weight] of words) {
      add(all, word, weight);
      const cluster = own.get(clusters[feature] ?? -1);
      if (cluster) add(cluster, word, weight);
    }
  // a cluster's words are those of its parts
  for (const { id, parent } of [...tree].reverse()) {
    const above = own.get(parent ?? -1);
    if (above) for (const [word, weight] of own.get(id) ?? []) add(above, word, weight);
  }
  return tree.map((cluster) => ({
    ...cluster,
    words: standingOut(own.get(cluster.id) ?? new Map<string, number>(), cluster.size, all, weights.length),
  }));
}

function standingOut(
  own: ReadonlyMap<string, number>,
  size: number,
  all: ReadonlyMap<string, number>,
  features: number,
): string[] {
  const scored = [...own]
    .map(([word, weight]) => {
      const share = weight / size;
      const ratio = share / ((all.get(word) ?? weight) / features);
      return { word, share, ratio, score: share * Math.log(1 + ratio) };
    })
    // what one feature has names no cluster
    .filter(
      ({ word, share, ratio }) =>
        (own.get(word) ?? 0) > SALIENT && share >= LEAST_SHARE && ratio >= LEAST_RATIO,
    )
    .sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1));
  const least = LEAST_OF_FIRST * (scored[0]?.score ?? 0);
  return distinct(scored.filter(({ score }) => score >= least).map(({ word }) => word));
}

/** How much each content word counts for each feature; words that no example has whole are pieces, and left out. */
function weighWords(
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
function labelWords(label: string): string[] {
  const quoted = label.match(QUOTED) ?? [];
  const rest = contentWords(label.replace(QUOTED, " ")).filter((word) => !LABEL_GRAMMAR.has(word));
  return [...quoted.flatMap(contentWords), ...rest];
}

function contentWords(text: string): string[] {
  return Array.from(text.toLowerCase().matchAll(WORD), ([word]) =>
    word.replace(/['’](s|t|re|ll|ve|d|m)?$/u, ""),
  ).filter((word) => word.length >= LEAST_LETTERS && !STOP_WORDS.has(word));
}

function add(counts: Map<string, number>, word: string, weight: number): void {
  counts.set(word, (counts.get(word) ?? 0) + weight);
}

/** Without forms of a word that is there already: "dragons" beside "dragon". */
function distinct(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (const word of words) {
    if (kept.length === WORDS) break;
    if (!kept.some((other) => word.startsWith(other) || other.startsWith(word))) kept.push(word);
  }
  return kept;
}
