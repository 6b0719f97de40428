/**
 * delphi's detection and fuzzing (Paulo et al. 2024, "Automatically Interpreting Millions of Features in Large Language
 * Models"), as balanced accuracy: the mean of the shares of active and of inactive cases that are told rightly. Who
 * tells is the rule of a label here, and a language model in llm/judge.ts.
 */
import type { LabelScore } from "@/prisma/labels";
import type { Matcher } from "./rules";
import type { Window, Windows } from "./windows";

/** Cases told rightly and wrongly. */
export interface Tally {
  truePositive: number;
  falseNegative: number;
  trueNegative: number;
  falsePositive: number;
}

export interface Tallies {
  /** Is this window active? */
  detection: Tally;
  /** Is the marked token active? Active windows, once with the peak marked, once with an inactive token. */
  fuzzing: Tally;
}

export function tally(matches: Matcher, { active, silent }: Windows): Tallies {
  const somewhere = ({ view, start, end }: Window) => {
    for (let position = start; position < end; position++) if (matches(view, position)) return true;
    return false;
  };
  const marked = active.filter(({ inactive }) => inactive >= 0);
  return {
    detection: count(active.map(somewhere), silent.map(somewhere)),
    fuzzing: count(
      marked.map(({ view, peak }) => matches(view, peak)),
      marked.map(({ view, inactive }) => matches(view, inactive)),
    ),
  };
}

/** @param positive what was said of the active cases, and `negative` of the inactive ones */
export function count(positive: readonly boolean[], negative: readonly boolean[]): Tally {
  const truePositive = positive.filter(Boolean).length;
  const falsePositive = negative.filter(Boolean).length;
  return {
    truePositive,
    falseNegative: positive.length - truePositive,
    trueNegative: negative.length - falsePositive,
    falsePositive,
  };
}

/** Null without cases of both kinds. */
export function accuracyOfTally(tally: Tally): number | null {
  const active = tally.truePositive + tally.falseNegative;
  const inactive = tally.trueNegative + tally.falsePositive;
  if (active === 0 || inactive === 0) return null;
  return (tally.truePositive / active + tally.trueNegative / inactive) / 2;
}

/** 2 TP / (2 TP + FP + FN); 0 when nothing was told rightly. */
export function f1OfTally({ truePositive, falsePositive, falseNegative }: Tally): number {
  return truePositive === 0 ? 0 : (2 * truePositive) / (2 * truePositive + falsePositive + falseNegative);
}

/** What writers choose rules by, on training windows: the mean F1 of detection and fuzzing. */
export function fit(matches: Matcher, training: Windows): number {
  const { detection, fuzzing } = tally(matches, training);
  return (f1OfTally(detection) + f1OfTally(fuzzing)) / 2;
}

/** Null where there are no silent or no active windows. */
export function scoreOf({ detection, fuzzing }: Tallies, judge: string): LabelScore | null {
  const detected = accuracyOfTally(detection);
  if (detected === null) return null;
  const { truePositive, falseNegative, trueNegative, falsePositive } = detection;
  const windows = truePositive + falseNegative + trueNegative + falsePositive;
  return { detection: detected, fuzzing: accuracyOfTally(fuzzing), windows, judge };
}
