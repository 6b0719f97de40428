import type { TrainingMetrics } from "@/domain/training";
import type { TrainingOptions } from "./options";
import type { StepMetrics } from "./trainer";

/** Steps over which shown metrics are averaged, or fewer where they are slow. */
const STEPS = 50;
const LONGEST_MS = 5_000;

/** Averages metrics over the steps since the last report; a report comes at every multiple of STEPS and at the end. */
export class MetricsWindow {
  private steps: StepMetrics[] = [];
  private since = performance.now();

  constructor(private readonly options: Pick<TrainingOptions, "batch" | "steps">) {}

  /** What comes before the next step is no part of its time: reading activations. */
  restart(): void {
    if (this.steps.length === 0) this.since = performance.now();
  }

  /** @returns the metrics of a window that this step closes */
  add(last: StepMetrics): (TrainingMetrics & { auxiliary: number }) | null {
    const { steps, options } = this;
    steps.push(last);
    const milliseconds = performance.now() - this.since;
    if (last.step % STEPS !== 0 && last.step < options.steps && milliseconds < LONGEST_MS) return null;
    const mean = (pick: (m: StepMetrics) => number) =>
      steps.reduce((sum, metrics) => sum + pick(metrics), 0) / steps.length;
    const metrics = {
      step: last.step,
      fvu: mean((m) => m.fvu),
      l0: mean((m) => m.l0),
      dead: last.dead,
      rate: last.rate,
      tokensPerSecond: (steps.length * options.batch * 1000) / Math.max(1, milliseconds),
      auxiliary: mean((m) => m.auxiliary),
    };
    this.steps = [];
    this.since = performance.now();
    return metrics;
  }
}
