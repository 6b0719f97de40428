import type { BenchmarkArm, BenchmarkSummary, Interval } from "./steering-benchmark";

/** Arms that must fail where a feature does what its label says. */
export const CONTROL_ARMS = [
  "wrong-sign",
  "random-feature",
  "random-direction",
] as const satisfies readonly BenchmarkArm[];

export type Verdict = "yes" | "partly" | "hardly";

export interface Answer {
  verdict: Verdict;
  /** One sentence each: what was found, and how it stands beside simply asking. */
  found: string;
  /** Of the features that are expected to steer well. */
  picked: string | null;
  asked: string | null;
}

/**
 * Does steering with features work? "yes" where features are surely above every control (the interval of the difference
 * excludes 0) and most of them are above all three, "partly" where only the first holds, "hardly" otherwise. Null where
 * the feature's own arm or all controls are missing.
 */
export function answerOf({ arms, aboveControls, features, bestPredicted }: BenchmarkSummary): Answer | null {
  const own = arms.feature;
  const controls = CONTROL_ARMS.flatMap((name) => arms[name] ?? []);
  if (!own || controls.length === 0) return null;
  const surely = isSurelyAbove(arms);
  const verdict = !surely ? "hardly" : aboveControls > features / 2 ? "yes" : "partly";
  const best = Math.max(...controls.map(({ score }) => score.mean));
  const start = { yes: "Mostly yes", partly: "For some features", hardly: "Hardly" }[verdict];
  const found =
    `${start}: texts that are steered by a feature score ${formatInterval(own.score)} of 2, those of the best control ` +
    `${best.toFixed(2)}, and ${aboveControls} of ${features} features are above every control.`;
  const { prefix } = arms;
  const asked = prefix
    ? `Simply asking for the same in words scores ${formatInterval(prefix.score)}${compare(prefix.behindFeature)}.`
    : null;
  const predicted = bestPredicted?.arms.feature;
  const picked = predicted
    ? `Of the ${bestPredicted.features} that their output score puts first, which is known before anything is written, texts ` +
      `score ${formatInterval(predicted.score)}, ${isSurelyAbove(bestPredicted.arms) ? "surely" : "not surely"} more than each control.`
    : null;
  return { verdict, found, picked, asked };
}

/** Whether the intervals of the differences to all controls that there are exclude 0. */
function isSurelyAbove(arms: BenchmarkSummary["arms"]): boolean {
  return CONTROL_ARMS.every((name) => {
    const arm = arms[name];
    return arm === undefined || (arm.behindFeature !== null && arm.behindFeature.low > 0);
  });
}

/** @param behind score of the feature less that of the other arm */
function compare(behind: Interval | null): string {
  if (!behind) return "";
  if (behind.low > 0) return ", less than steering";
  if (behind.high < 0) return ", more than steering";
  return ", not surely more or less than steering";
}

/** "0.54 (0.47 to 0.61)". */
export function formatInterval({ mean, low, high }: Interval, digits = 2): string {
  return `${signed(mean, digits)} (${signed(low, digits)} to ${signed(high, digits)})`;
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}
