import type { SaeQuality } from "@/domain/collections";
import type { TrainingOptions } from "@/workers/sae/training/options";
import type { StepMetrics } from "@/workers/sae/training/trainer";
import { ProgressBar } from "../progress";

/** Steps over which the shown metrics are averaged. */
const WINDOW = 50;

/** Live metrics of a training run: a line every WINDOW steps, as text or JSON. */
export class TrainingDisplay {
  private readonly reading = new ProgressBar(
    "Reading activations",
    (n) => `${Math.round(n).toLocaleString("en")} tokens`,
  );
  private window: StepMetrics[] = [];
  private since = performance.now();

  constructor(
    private readonly options: TrainingOptions,
    private readonly json: boolean,
  ) {}

  note(text: string): void {
    if (!this.json) process.stderr.write(`${text}\n`);
  }

  read(tokens: number, total: number): void {
    if (!this.json) this.reading.update(tokens, total);
  }

  step(metrics: StepMetrics): void {
    if (this.window.length === 0 && metrics.step <= 1) this.since = performance.now();
    this.window.push(metrics);
    if (this.window.length < WINDOW && metrics.step < this.options.steps) return;
    const mean = (pick: (m: StepMetrics) => number) =>
      this.window.reduce((sum, m) => sum + pick(m), 0) / this.window.length;
    const seconds = (performance.now() - this.since) / 1000;
    const tokensPerSecond = (this.window.length * this.options.batch) / seconds;
    const line = {
      step: metrics.step,
      fvu: mean((m) => m.fvu),
      l0: mean((m) => m.l0),
      dead: metrics.dead,
      auxiliary: mean((m) => m.auxiliary),
      rate: metrics.rate,
      tokensPerSecond,
      secondsLeft: ((this.options.steps - metrics.step) * this.options.batch) / tokensPerSecond,
    };
    process.stdout.write(
      this.json
        ? `${JSON.stringify(line)}\n`
        : `step ${line.step} of ${this.options.steps}  FVU ${line.fvu.toFixed(4)}  L0 ${line.l0.toFixed(1)}  dead ${line.dead}  ` +
            `rate ${line.rate.toExponential(1)}  ${Math.round(tokensPerSecond).toLocaleString("en")} tokens/s  ` +
            `${Math.ceil(line.secondsLeft / 60)} min left\n`,
    );
    this.window = [];
    this.since = performance.now();
  }

  done(quality: SaeQuality): void {
    process.stdout.write(
      this.json
        ? `${JSON.stringify({ quality })}\n`
        : `held out: FVU ${quality.fvu.toFixed(4)}  L0 ${quality.l0.toFixed(1)}  CE recovered ${quality.ceRecovered.toFixed(4)}  ` +
            `dead ${(100 * quality.dead).toFixed(2)} % in ${quality.deadTokens.toLocaleString("en")} tokens\n`,
    );
  }
}
