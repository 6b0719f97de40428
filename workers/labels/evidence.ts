import type { Lexer } from "./text-view";
import {
  LEAST_ACTIVE,
  makeWindows,
  sideOf,
  type ActivePassage,
  type WindowPlace,
  type Side,
  type SideSample,
  type Windows,
} from "./windows";
import type { Training } from "./writers/candidate";
import { familiesAt } from "./writers/units";

/** Passages whose peak does not reach this share of the feature's largest are left out: there it says little. */
const STRONG = 0.5;

/** What is known of a feature for labelling it. */
export interface Evidence {
  feature: number;
  /** Stored passages in which it is active, each once. */
  examples: readonly ActivePassage[];
  /** Of both sides, the positions at which it is active in the sample, by number of the passage there. */
  activeIn: Record<Side, ReadonlyMap<number, readonly number[]>>;
  /** Where its neighbours are most active there, a place a passage, the nearest neighbour first. */
  neighbours: Record<Side, readonly (readonly WindowPlace[])[]>;
  promoted: readonly number[];
}

/**
 * What writers may know of a feature, and the windows that its labels are scored on. Null when it is active in too few
 * passages of either side.
 */
export function splitEvidence(
  { feature, examples, activeIn, neighbours, promoted }: Evidence,
  lexer: Lexer,
  samples: Record<Side, SideSample>,
): { training: Training; heldOut: Windows } | null {
  const max = Math.max(0, ...examples.map(strengthOf));
  const strong = examples.filter((example) => strengthOf(example) >= STRONG * max);
  const of = (side: Side) => strong.filter(({ passage }) => sideOf(passage) === side);
  const windowsOf = (side: Side) =>
    makeWindows(feature, {
      examples: of(side),
      sample: samples[side],
      activeIn: activeIn[side],
      neighbours: neighbours[side],
    });
  if (of("training").length < LEAST_ACTIVE || of("held-out").length < LEAST_ACTIVE) return null;
  const written = of("training").sort((a, b) => strengthOf(b) - strengthOf(a) || a.passage - b.passage);
  return {
    training: {
      ...{ lexer, promoted },
      examples: written,
      windows: windowsOf("training"),
      sample: samples.training,
      at: familiesAt(written, lexer, 0),
      before: familiesAt(written, lexer, -1),
    },
    heldOut: windowsOf("held-out"),
  };
}

/** Its largest activation. */
function strengthOf({ values }: ActivePassage): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i] as number);
  return most;
}
