/**
 * Which features of an SAE are listed for a family, and why. A rule over what is stored of each feature, without a model:
 * the words at and around the peaks of its top examples, the topics and kinds of their passages, the tokens it promotes,
 * and its label. The rule is in {@link isListed}; docs/safety.md says how often it is right.
 */
import type { SafetyEvidence } from "@/domain/safety";
import { MOST_LISTED, type ProbeCounts } from "@/domain/safety";
import type { SafetyFamily } from "@/domain/safety-families";
import { TermFinder, wordsOf } from "./find-terms";

/** What is known of a feature. */
export interface ProbedFeature {
  feature: number;
  label: string | null;
  /** Promoted tokens as text. */
  promoted: readonly string[];
  /** Its top examples: the text around the peak, the word that the peak lies in, and what is known of the passage. */
  examples: readonly { text: string; word: string; topic: string | null; kind: string | null }[];
}

export interface ListedFeature {
  feature: number;
  score: number;
  evidence: SafetyEvidence;
}

/** Shares that count for something by themselves, and how many examples it takes at the least. */
const PEAKS = 0.4;
const HALF = 0.5;
const LEAST = 3;
/** How many times the share of all features it has to be. */
const LIFT = 3;
const PROMOTED = 2;
const WORDS = 6;

type Shared = { found: number; of: number; base: number };
const shareOf = ({ found, of }: Shared) => (of === 0 ? 0 : found / of);
const isMuch = (share: Shared, least: number) =>
  share.found >= LEAST && shareOf(share) >= least && shareOf(share) >= LIFT * share.base;

const areTopics = ({ topics }: SafetyEvidence) => topics !== null && isMuch(topics, HALF);

/**
 * The peaks alone are enough; of surroundings, promoted tokens and label it takes two. Words near the peak and the topic
 * of the passage are one kind: in a passage about secrets every "the" is near a secret.
 */
export function isListed(evidence: SafetyEvidence): boolean {
  if (isMuch(evidence.peaks, PEAKS)) return true;
  const others = [
    isMuch(evidence.contexts, HALF) || areTopics(evidence),
    evidence.promoted.found >= PROMOTED,
    evidence.label.length > 0,
  ];
  return others.filter(Boolean).length >= 2;
}

/** What orders the list: shares of peaks weigh most, topics of passages least. */
export function evidenceScore(evidence: SafetyEvidence): number {
  const { peaks, contexts, topics, promoted, label } = evidence;
  return (
    3 * shareOf(peaks) +
    2 * shareOf(contexts) +
    2 * shareOf(promoted) +
    (label.length > 0 ? 1 : 0) +
    (topics && areTopics(evidence) ? shareOf(topics) : 0)
  );
}

/** @returns the listed features, the best supported first, and how many were looked at */
export function probeFamily(
  family: SafetyFamily,
  features: readonly ProbedFeature[],
): { listed: ListedFeature[]; counts: ProbeCounts } {
  const finder = new TermFinder(family.terms);
  const topics = new TermFinder(family.topics);
  const found = features.map((feature) => ({
    feature: feature.feature,
    evidence: look(feature, family, finder, topics),
  }));
  const bases = {
    peaks: baseOf(found.map(({ evidence }) => evidence.peaks)),
    contexts: baseOf(found.map(({ evidence }) => evidence.contexts)),
    topics: baseOf(found.flatMap(({ evidence }) => evidence.topics ?? [])),
    promoted: baseOf(found.map(({ evidence }) => evidence.promoted)),
  };
  const weighed = found.map(({ feature, evidence }): ListedFeature => {
    const whole: SafetyEvidence = {
      ...evidence,
      peaks: { ...evidence.peaks, base: bases.peaks },
      contexts: { ...evidence.contexts, base: bases.contexts },
      topics: evidence.topics && { ...evidence.topics, base: bases.topics },
      promoted: { ...evidence.promoted, base: bases.promoted },
    };
    return { feature, score: evidenceScore(whole), evidence: whole };
  });
  const met = weighed.filter(({ evidence }) => isListed(evidence));
  met.sort((a, b) => b.score - a.score || a.feature - b.feature);
  const some = weighed.filter(
    ({ evidence: { peaks, contexts, topics: ofTopics, promoted, label } }) =>
      [peaks, contexts, ofTopics, promoted].some((one) => one !== null && one.found > 0) || label.length > 0,
  );
  return {
    listed: met.slice(0, MOST_LISTED),
    counts: { looked: features.length, some: some.length, met: met.length },
  };
}

function look(
  { label, promoted, examples }: ProbedFeature,
  family: SafetyFamily,
  finder: TermFinder,
  topics: TermFinder,
): SafetyEvidence {
  const seen = new Map<string, number>();
  const note = (terms: readonly string[]) => {
    for (const term of terms) seen.set(term, (seen.get(term) ?? 0) + 1);
    return terms.length > 0;
  };
  const peaks = examples.filter(({ word }) => finder.find(wordsOf(word)).length > 0).length;
  const contexts = examples.filter(({ text }) => note(finder.find(wordsOf(text)))).length;
  const known = examples.filter(({ topic, kind }) => topic !== null || kind !== null);
  const ofTopic = known.filter(
    ({ topic, kind }) =>
      (kind !== null && family.kinds.includes(kind)) || topics.find(wordsOf(topic ?? "")).length > 0,
  ).length;
  const raised = promoted.filter((text) => note(finder.find(wordsOf(text)))).length;
  const share = (found: number, of: number) => ({ found, of, base: 0 });
  return {
    peaks: share(peaks, examples.length),
    contexts: share(contexts, examples.length),
    topics: known.length > 0 ? share(ofTopic, known.length) : null,
    promoted: share(raised, promoted.length),
    label: finder.find(wordsOf(label ?? "")),
    words: [...seen]
      .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .slice(0, WORDS)
      .map(([term]) => term),
  };
}

/** The share over all features: of all that was looked at. */
function baseOf(shares: readonly { found: number; of: number }[]): number {
  const of = shares.reduce((sum, share) => sum + share.of, 0);
  return of === 0 ? 0 : shares.reduce((sum, share) => sum + share.found, 0) / of;
}
