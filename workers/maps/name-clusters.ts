/**
 * Names of clusters, from what is known of their features: what many of their labels say alike, else the topic of many
 * labels and words that set the cluster apart from all other features (c-TF-IDF, Grootendorst 2022; each feature counts a
 * word once, so that no single feature names a cluster), and before these the kind of passages that its examples come
 * from. A cluster in which nothing stands out has no name.
 */
import type { MapCluster } from "@/domain/feature-map";
import { fieldOf } from "../labels/words/topics";
import { ClusterTally, sumOf, type Counts } from "./cluster-tally";
import { SALIENT, weighWords, type FeatureWords } from "./feature-words";

/** Parts of a name. */
const MOST = 3;
/** A word stands out where this share of a cluster has it, and this many times the share of all features. */
const LEAST_SHARE = 0.12;
const LEAST_RATIO = 3;
/** Further words score at least this share of the first one's score. */
const LEAST_OF_FIRST = 0.4;
/** What this share of a cluster's clear labels says, and so many of them at least, is what the cluster is. */
const LABELS_SHARE = 0.25;
const LEAST_LABELS = 4;
/** A kind of passages stands out by one of these shares of the examples, at so many times the share of all. */
const KIND_LIMITS = [
  { share: 0.3, ratio: 2.5 },
  { share: 0.17, ratio: 4.5 },
] as const;
/** Labels of a topic, at least, that name a cluster after it. */
const LEAST_OF_TOPIC = 4;
/** What labels begin with that say only what words are such. */
const LISTING = /^(words|unclear|the words? )/;

/** How many of a feature's strongest examples come from passages of a kind. */
export interface FeatureKind {
  feature: number;
  kind: string;
  count: number;
}

export interface KnownOfFeatures {
  features: readonly FeatureWords[];
  kinds?: readonly FeatureKind[];
  /** Of features whose label has one: a phrase of workers/labels/words/topics.ts. */
  topics?: ReadonlyMap<number, string>;
}

/** @param clusters finest cluster of each feature */
export function nameClusters(
  tree: readonly MapCluster[],
  clusters: Uint16Array,
  { features, kinds = [], topics = new Map() }: KnownOfFeatures,
): MapCluster[] {
  const clusterOf = (feature: number) => clusters[feature] ?? -1;
  const words = new ClusterTally(tree);
  const salient = new ClusterTally(tree);
  for (const { feature, words: own } of weighWords(features))
    for (const [word, weight] of own) {
      words.add(clusterOf(feature), word, weight);
      if (weight >= SALIENT) salient.add(clusterOf(feature), word, 1);
    }
  const labels = new ClusterTally(tree);
  for (const { feature, label, method } of features)
    if (label !== "" && method !== "unclear") labels.add(clusterOf(feature), saidFirst(label), 1);
  const passages = new ClusterTally(tree);
  for (const { feature, kind, count } of kinds) passages.add(clusterOf(feature), kind, count);
  const about = new ClusterTally(tree);
  for (const [feature, topic] of topics)
    for (const name of new Set([topic, fieldOf(topic) ?? topic])) about.add(clusterOf(feature), name, 1);
  for (const tally of [words, salient, labels, passages, about]) tally.sumUp();
  return tree.map((cluster) => {
    const alike = saidAlike(labels, cluster.id);
    const topic = topicOf(about, cluster, features.length);
    const stands = standingOut(words, salient, cluster, features.length);
    const kind = kindOf(passages, cluster.id);
    return {
      ...cluster,
      words: [...(kind === null ? [] : [kind]), ...joined(alike, topic, stands)].slice(0, MOST),
    };
  });
}

function joined(alike: string | null, topic: string | null, stands: readonly string[]): string[] {
  // grammar and positions have words and topics at random; what is itself such a word is the first of them
  if (alike !== null) return [alike, ...(stands.includes(alike) ? distinct(stands, [alike]) : [])];
  return topic === null ? [...stands] : [topic, ...distinct(stands, topic.split(" "))];
}

/** The topic, or the field of several topics, that stands out most. */
function topicOf(about: ClusterTally, { id, size }: MapCluster, features: number): string | null {
  const [best] = [...about.of(id)]
    .map(([name, count]) => ({
      ...{ name, count },
      ...weighShare(count / size, (about.all.get(name) ?? count) / features),
    }))
    .filter(
      ({ count, share, ratio }) => count >= LEAST_OF_TOPIC && share >= LEAST_SHARE && ratio >= LEAST_RATIO,
    )
    // of equals the topic, which was counted before its field
    .sort((a, b) => b.score - a.score);
  return best ? best.name : null;
}

/** @param ofAll the share of all features that has it, too */
function weighShare(share: number, ofAll: number): { share: number; ratio: number; score: number } {
  const ratio = share / ofAll;
  return { share, ratio, score: share * Math.log(1 + ratio) };
}

/** "numbers" of "numbers, after “to”". */
const saidFirst = (label: string): string => label.split(/[,:]/)[0] ?? label;

/** Null where labels of a cluster say different things. */
function saidAlike(labels: ClusterTally, id: number): string | null {
  const own = labels.of(id);
  const shareOf = (name: string, counts: Counts) => (counts.get(name) ?? 0) / sumOf(counts);
  const [best] = [...own]
    .filter(([name, count]) => count >= LEAST_LABELS && !LISTING.test(name))
    .filter(([name]) => shareOf(name, own) >= LABELS_SHARE)
    .filter(([name]) => shareOf(name, own) >= LEAST_RATIO * shareOf(name, labels.all))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return best ? best[0] : null;
}

/** "code", "story": of "chat: refusing" the part that says of what. */
function kindOf(passages: ClusterTally, id: number): string | null {
  const own = passages.of(id);
  const [best] = [...own]
    .map(([kind, count]) => {
      const share = count / sumOf(own);
      return { kind, share, ratio: share / ((passages.all.get(kind) ?? count) / sumOf(passages.all)) };
    })
    .filter(({ share, ratio }) => KIND_LIMITS.some((least) => share >= least.share && ratio >= least.ratio))
    .sort((a, b) => b.share - a.share || (a.kind < b.kind ? -1 : 1));
  return best ? best.kind.replace(/^chat: /, "") : null;
}

function standingOut(
  words: ClusterTally,
  salient: ClusterTally,
  { id, size }: MapCluster,
  features: number,
): string[] {
  const scored = [...words.of(id)]
    // what one feature has names no cluster, nor what none is about
    .filter(([word, weight]) => weight > SALIENT && (salient.of(id).get(word) ?? 0) > 1)
    .map(([word, weight]) => ({
      word,
      ...weighShare(weight / size, (words.all.get(word) ?? weight) / features),
    }))
    .filter(({ share, ratio }) => share >= LEAST_SHARE && ratio >= LEAST_RATIO)
    .sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1));
  const least = LEAST_OF_FIRST * (scored[0]?.score ?? 0);
  return distinct(scored.filter(({ score }) => score >= least).map(({ word }) => word));
}

/** Without forms of a word that is there already: "dragons" beside "dragon". */
function distinct(words: readonly string[], before: readonly string[] = []): string[] {
  const kept: string[] = [];
  for (const word of words) {
    if (kept.length === MOST) break;
    const other = [...before, ...kept].some((known) => word.startsWith(known) || known.startsWith(word));
    if (!other) kept.push(word);
  }
  return kept;
}
