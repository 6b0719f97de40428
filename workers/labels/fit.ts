/** How well many rules fit the same windows: each rule is run once over all their tokens. */
import type { Matcher } from "./rules";
import { accuracyOfTally, count } from "./score";
import type { Window, Windows } from "./windows";

/** Where a rule holds, a byte a token of all windows, one after the other. */
export type Marks = Uint8Array;

export class FitTable {
  private readonly windows: { window: Window; from: number }[] = [];
  private readonly length: number;

  constructor(private readonly of: Windows) {
    let from = 0;
    for (const window of [...of.active, ...of.silent]) {
      this.windows.push({ window, from });
      from += window.end - window.start;
    }
    this.length = from;
  }

  marksOf(matches: Matcher): Marks {
    const marks = new Uint8Array(this.length);
    for (const { window, from } of this.windows)
      for (let at = window.start; at < window.end; at++)
        if (matches(window.view, at)) marks[from + at - window.start] = 1;
    return marks;
  }

  /** The share of the active windows' peaks at which a rule holds, each counted by the square of its activation. */
  agreement(marks: Marks): number {
    let [held, whole] = [0, 0];
    for (const { window, from } of this.windows.slice(0, this.of.active.length)) {
      whole += window.value ** 2;
      if (marks[from + window.peak - window.start]) held += window.value ** 2;
    }
    return held / whole;
  }

  /** What rules are chosen by: the mean of the balanced accuracies of detection and fuzzing (score.ts). */
  fit(marks: Marks): number {
    const holds = ({ window, from }: { window: Window; from: number }) =>
      marks.subarray(from, from + window.end - window.start).includes(1);
    const active = this.windows.slice(0, this.of.active.length);
    const silent = this.windows.slice(this.of.active.length);
    const detection = accuracyOfTally(count(active.map(holds), silent.map(holds))) ?? 0.5;
    const marked = active.filter(({ window }) => window.inactive >= 0);
    const at = (position: (window: Window) => number) =>
      marked.map(({ window, from }) => marks[from + position(window) - window.start] === 1);
    const fuzzing =
      accuracyOfTally(
        count(
          at((window) => window.peak),
          at((window) => window.inactive),
        ),
      ) ?? detection;
    return (detection + fuzzing) / 2;
  }
}

/** Where all of some rules hold. */
export function both(a: Marks, b: Marks): Marks {
  return a.map((mark, i) => mark & (b[i] as number));
}
