/** How well a feature steers, by its output score (workers/steering/output-scores.ts). */
import { z } from "zod";

/** Features that may be asked for at once. */
export const SCORED_AT_ONCE = 32;

/** Answer of the task score-outputs: in the order asked for; null for a feature that was never active. */
export const outputScores = z.array(z.number().nullable());

/** From here on the score counts as well: text that was steered so says what the feature is about. */
const WELL = 0.1;
/** Below this the model hardly says more of it than before: where Arad et al. (2025) draw the line. */
const WEAKLY = 0.01;

export interface SteersVerdict {
  /** Full of three; 0 where nothing is known. */
  marks: 0 | 1 | 2 | 3;
  word: string;
  /** What that means, in a sentence or two. */
  says: string;
}

/** @param score null where it has not been measured */
export function steersVerdict(score: number | null): SteersVerdict {
  if (score === null)
    return {
      marks: 0,
      word: "not measured",
      says: "How well it steers is measured by a worker, for features that the corpus has made active.",
    };
  const points = (100 * score).toFixed(Math.abs(score) < 0.095 ? 1 : 0).replace("-", "−");
  const says = `Held at its maximum in four open sentences, it makes the best of the words that it promotes ${points} percentage points likelier to come next (output score). Higher strengths and other sentences may do more.`;
  if (score >= WELL) return { marks: 3, word: "steers well", says };
  if (score >= WEAKLY) return { marks: 2, word: "steers weakly", says };
  return { marks: 1, word: "steers little", says };
}
