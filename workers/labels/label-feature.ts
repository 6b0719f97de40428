import { LABEL_TEXT_LIMIT } from "@/domain/labels";
import { meanScore } from "@/prisma/labels";
import { rateCandidates } from "./choose";
import type { LabelDraft } from "./drafts";
import { splitEvidence, type Evidence } from "./evidence";
import { compileRule, type Rule } from "./rules";
import { scoreOf, tally, type Tallies } from "./score";
import { unitAt, type Lexer } from "./text-view";
import type { Side, SideSample, Windows } from "./windows";
import type { Candidate, NameTopic, Training } from "./writers/candidate";
import { nameUnit } from "./writers/phrases";
import { textAround } from "./writers/text-around";

/** A label of a lower held-out score says nothing that a reader would find true. */
export const LEAST_SCORE = 0.67;
/**
 * Where a label says what nearly all held-out peaks lie on, a reader finds it true although other features share the word
 * and windows of theirs are told wrongly: this score is enough, which is still above what labels of other features reach.
 */
const SURE_AGREEMENT = 0.8;
const LEAST_SURE_SCORE = 0.55;
/** A feature has so many drafts at most, none of them this much worse than the best that can be said in words. */
const MOST_DRAFTS = 8;
const MUCH_WORSE = 0.2;

export interface LabelledFeature {
  feature: number;
  /** The best first. */
  drafts: (LabelDraft & { rule: Rule })[];
  /** What any label of this feature is scored on. */
  heldOut: Windows;
}

/**
 * What a feature could be called, with scores on held-out windows; "unclear" where nothing reaches the limit. Null when the
 * feature is active in too few passages of either side. What it gives depends on nothing but its arguments.
 */
export async function labelFeature(
  evidence: Evidence,
  lexer: Lexer,
  samples: Record<Side, SideSample>,
  nameTopic: NameTopic = () => Promise.resolve(null),
): Promise<LabelledFeature | null> {
  const sides = splitEvidence(evidence, lexer, samples);
  if (!sides) return null;
  const { training, heldOut } = sides;
  const drafts: LabelledFeature["drafts"] = [];
  const rated = rateCandidates(training);
  for (const candidate of rated) {
    const worst = (drafts[0]?.value ?? -Infinity) - MUCH_WORSE;
    if (drafts.length === MOST_DRAFTS || candidate.value < worst) break;
    const tallies = tally(compileRule(candidate.rule, lexer), heldOut);
    const score = scoreOf(tallies, "rule");
    if (!score || (meanScore(score) ?? 0) < leastScore(candidate, tallies)) continue;
    const text = await candidate.text(nameTopic);
    if (text === null || text.length > LABEL_TEXT_LIMIT || drafts.some((draft) => draft.text === text))
      continue;
    const { method, rule, value } = candidate;
    drafts.push({ text, method, value, rule, score: { ...score, shuffled: null } });
  }
  const { feature } = evidence;
  return { feature, drafts: drafts.length > 0 ? drafts : unclear(training), heldOut };
}

function leastScore({ method, rule }: Candidate, { fuzzing }: Tallies): number {
  const peaks = fuzzing.truePositive + fuzzing.falseNegative;
  const says = method === "token" && rule.kind !== "pieces";
  const agrees = says && fuzzing.truePositive >= SURE_AGREEMENT * peaks;
  return agrees && peaks > 0 ? LEAST_SURE_SCORE : LEAST_SCORE;
}

/** "unclear (strongest at dragon)", and with the words before it, should others be strongest there too. */
function unclear({ examples, lexer }: Training): LabelledFeature["drafts"] {
  const [strongest] = examples;
  if (!strongest) return [];
  const { view, peak } = strongest;
  const unit = unitAt(view, peak, 0);
  const isWord = (view.words[peak] as number) >= 0;
  const name = lexer.nameOf(unit);
  const texts = [
    nameUnit(isWord ? lexer.written(name, lexer.surfaceAt(view, view.starts[peak] as number)) : name, isWord),
    ...[1, 2, 3, 4].map((words) => `“${textAround(view, peak, words, lexer)}”`),
  ];
  return texts.map((text, i) => ({
    text: `unclear (strongest at ${text})`,
    method: "unclear",
    value: -i,
    score: null,
    rule: { kind: "words", offset: 0, words: [name] },
  }));
}
