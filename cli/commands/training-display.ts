import type { SaeQuality } from "@/domain/collections";
import { MetricsWindow } from "@/workers/sae/training/metrics-window";
import type { TrainingOptions } from "@/workers/sae/training/options";
import type { StepMetrics } from "@/workers/sae/training/trainer";
import { ProgressBar } from "../progress";

/** Live metrics of a training run: a line for every window of steps, as text or JSON. */
export class TrainingDisplay {
  private readonly reading = new ProgressBar(
    "Reading activations",
    (n) => `${Math.round(n).toLocaleString("en")} tokens`,
  );
  private readonly window: MetricsWindow;

  constructor(
    private readonly options: TrainingOptions,
    private readonly json: boolean,
  ) {
    this.window = new MetricsWindow(options);
  }

  note(text: string): void {
    if (!this.json) process.stderr.write(`${text}\n`);
  }

  read(tokens: number, total: number): void {
    this.window.restart();
    if (!this.json) this.reading.update(tokens, total);
  }

  step(last: StepMetrics): void {
    const metrics = this.window.add(last);
    if (!metrics) return;
    const line = {
      ...metrics,
      secondsLeft: ((this.options.steps - metrics.step) * this.options.batch) / metrics.tokensPerSecond,
    };
    process.stdout.write(
      this.json
        ? `${JSON.stringify(line)}\n`
        : `step ${line.step} of ${this.options.steps}  FVU ${line.fvu.toFixed(4)}  L0 ${line.l0.toFixed(1)}  dead ${line.dead}  ` +
            `rate ${line.rate.toExponential(1)}  ${Math.round(line.tokensPerSecond).toLocaleString("en")} tokens/s  ` +
            `${Math.ceil(line.secondsLeft / 60)} min left\n`,
    );
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
