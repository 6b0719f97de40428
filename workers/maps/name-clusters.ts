/**
 * Words that set each cluster apart from the others of its level: c-TF-IDF (Grootendorst 2022), the share of a word among
 * the cluster's words times log(1 + mean words a cluster / occurrences of the word in all).
 */
import type { MapCluster } from "@/domain/feature-map";

const WORDS = 3;
/** How much a word of a feature's label, of its tokens and of its examples counts. */
const WEIGHTS = { label: 4, tokens: 2, examples: 0.25 } as const;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’-]*|[.,!?;:"()]/gu;

export interface FeatureWords {
  feature: number;
  label: string;
  tokens: string;
  examples: string;
}

/** @param clusters finest cluster of each feature */
export function nameClusters(
  tree: readonly MapCluster[],
  clusters: Uint16Array,
  features: Iterable<FeatureWords>,
): MapCluster[] {
  const counts = new Map(tree.map(({ id }) => [id, new Map<string, number>()]));
  for (const { feature, ...texts } of features) {
    const own = counts.get(clusters[feature] ?? -1);
    if (!own) continue;
    for (const part of ["label", "tokens", "examples"] as const)
      for (const [word] of texts[part].toLowerCase().matchAll(WORD))
        own.set(word, (own.get(word) ?? 0) + WEIGHTS[part]);
  }
  // a cluster's words are those of its parts
  for (const { id, parent } of [...tree].reverse()) {
    const above = counts.get(parent ?? -1);
    for (const [word, count] of counts.get(id) ?? []) above?.set(word, (above.get(word) ?? 0) + count);
  }
  const levels = new Map(tree.map(({ level }) => [level, tree.filter((cluster) => cluster.level === level)]));
  const named = new Map<number, string[]>();
  for (const level of levels.values()) {
    const all = new Map<string, number>();
    let total = 0;
    for (const { id } of level)
      for (const [word, count] of counts.get(id) ?? []) {
        all.set(word, (all.get(word) ?? 0) + count);
        total += count;
      }
    for (const { id } of level) {
      const own = counts.get(id) ?? new Map<string, number>();
      const size = [...own.values()].reduce((sum, count) => sum + count, 0);
      const scored = [...own].map(([word, count]) => ({
        word,
        score: (count / size) * Math.log(1 + total / level.length / (all.get(word) ?? 1)),
      }));
      scored.sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1));
      named.set(id, distinct(scored.map(({ word }) => word)).slice(0, WORDS));
    }
  }
  return tree.map((cluster) => ({ ...cluster, words: named.get(cluster.id) ?? [] }));
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
