import type { ProgramLabel } from "@/prisma/labels";
import { LABEL_TEXT_LIMIT } from "@/domain/labels";
import { compileRule, type Rule } from "./rules";
import { scoreOf, tally } from "./score";
import type { Lexer } from "./text-view";
import {
  LEAST_ACTIVE,
  makeWindows,
  sideOf,
  type ActivePassage,
  type Side,
  type SideSample,
  type Windows,
} from "./windows";
import { writeAfterToken } from "./writers/after-token";
import { writeContext } from "./writers/context";
import { writeOutput } from "./writers/output";
import { writePredicate } from "./writers/predicate";
import { writeToken } from "./writers/token";
import type { Writer } from "./writers/writer";

const WRITERS: readonly Writer[] = [writeToken, writeAfterToken, writePredicate, writeContext, writeOutput];

/** Methods that {@link labelFeature} writes labels of. */
export const RULE_METHODS = ["token", "after-token", "predicate", "context", "output"] as const;

/** What is known of a feature for labelling it. */
export interface Evidence {
  feature: number;
  /** Stored passages in which it is active, each once. */
  examples: readonly ActivePassage[];
  /** Of both sides, the positions at which it is active in the sample, by number of the passage there. */
  activeIn: Record<Side, ReadonlyMap<number, readonly number[]>>;
  promoted: readonly number[];
}

export interface LabelledFeature {
  labels: (ProgramLabel & { rule: Rule })[];
  /** What any label of this feature is scored on. */
  heldOut: Windows;
}

/**
 * The examples that labels are written from, and the windows of either side. Null when the feature is active in too few
 * passages of either side.
 */
export function splitEvidence(
  { feature, examples, activeIn }: Evidence,
  samples: Record<Side, SideSample>,
): { training: ActivePassage[]; windowsOf(side: Side): Windows } | null {
  const of = (side: Side) => examples.filter(({ passage }) => sideOf(passage) === side);
  const training = of("training");
  if (training.length < LEAST_ACTIVE || of("held-out").length < LEAST_ACTIVE) return null;
  return { training, windowsOf: (side) => makeWindows(feature, of(side), samples[side], activeIn[side]) };
}

/**
 * Every writer's label of a feature with its score on held-out windows. Null when the feature is active in too few
 * passages of either side. A pure function of its evidence.
 */
export function labelFeature(
  evidence: Evidence,
  lexer: Lexer,
  samples: Record<Side, SideSample>,
): LabelledFeature | null {
  const sides = splitEvidence(evidence, samples);
  if (!sides) return null;
  const { feature, promoted } = evidence;
  const { training, windowsOf } = sides;
  const known = { lexer, examples: training, windows: windowsOf("training"), promoted };
  const heldOut = windowsOf("held-out");
  const labels = WRITERS.flatMap((write) => {
    const proposal = write({ ...known, sample: samples.training });
    if (!proposal || proposal.text.length > LABEL_TEXT_LIMIT) return [];
    const score = scoreOf(tally(compileRule(proposal.rule, lexer), heldOut), "rule");
    return [{ feature, source: null, score, ...proposal }];
  });
  return { labels, heldOut };
}
