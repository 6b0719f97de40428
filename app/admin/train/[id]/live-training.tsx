"use client";

import { FactList } from "@/app/components/fact-list";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { ProgressTrack } from "@/app/components/progress-track";
import { formatCount, formatDuration } from "@/domain/format";
import type { TrainingMetrics } from "@/domain/training";
import type { Rival, TrainingStatus } from "@/server/procedures/training/queries";
import { JobError } from "../../jobs/job-outcome";
import { Comparison } from "./comparison";
import { Curve } from "./curve";
import { Register } from "./register";
import { RunButtons } from "./run-buttons";
import { useLiveTraining } from "./use-live-training";

interface Props {
  initial: TrainingStatus;
  metrics: readonly TrainingMetrics[];
  rivals: readonly Rival[];
}

/** State, figures and curves of a run while it goes on, the ways to stop it and go on, and what it has led to. */
export function LiveTraining({ initial, metrics: known, rivals }: Props) {
  const { run, metrics, problem } = useLiveTraining(initial, known);
  const { state, done, total, message, error, hint, options } = run;
  const last = metrics.at(-1);
  const left = last ? ((options.steps - last.step) * options.batch) / last.tokensPerSecond : null;
  const points = (pick: (metrics: TrainingMetrics) => number) =>
    metrics.map((each) => ({ step: each.step, value: pick(each) }));
  return (
    <>
      <section className="mt-4 flex flex-wrap items-start justify-between gap-4" aria-label="Progress">
        <div className="min-w-0 flex-1 basis-72">
          <p role="status">
            <b className={`font-semibold ${state === "failed" ? "text-bad" : ""}`}>{STATES[state]}</b>
            {state === "running" && message !== null && <span className="text-soft"> · {message}</span>}
            {state === "running" && left !== null && left > 1 && (
              <span className="text-soft"> · about {formatDuration(left)} left</span>
            )}
          </p>
          <ProgressTrack label="Steps done" share={done / Math.max(1, total)} className="mt-1.5" />
          <JobError error={error} hint={hint} />
        </div>
        <RunButtons id={run.id} state={state} />
      </section>
      <ProblemNote problem={problem} />
      <div className="mt-4">
        <FactList
          facts={[
            { name: "Step", value: `${formatCount(last?.step ?? 0)} of ${formatCount(options.steps)}` },
            { name: "FVU", value: last?.fvu.toFixed(4) ?? "–", tip: FVU },
            { name: "L0", value: last?.l0.toFixed(1) ?? "–", tip: L0 },
            {
              name: "Dead",
              value: last ? formatCount(last.dead) : "–",
              tip: deadTip(options.deadAfterTokens),
            },
            { name: "Learning rate", value: last?.rate.toExponential(1) ?? "–" },
            { name: "Tokens a second", value: last ? formatCount(last.tokensPerSecond) : "–" },
          ]}
        />
      </div>
      <section className="mt-5 grid gap-5 md:grid-cols-3" aria-label="Curves">
        <Curve title="FVU" points={points(({ fvu }) => fvu)} steps={options.steps} digits={3} />
        <Curve title="L0" points={points(({ l0 }) => l0)} steps={options.steps} digits={1} />
        <Curve title="Dead features" points={points(({ dead }) => dead)} steps={options.steps} digits={0} />
      </section>
      {run.result && <Comparison quality={run.result.quality} rivals={rivals} />}
      {state === "done" && run.result && <Register run={run} />}
    </>
  );
}

const STATES: Record<TrainingStatus["state"], string> = {
  queued: "Waiting for a worker",
  running: "Running",
  done: "Trained",
  failed: "Failed",
  cancelled: "Stopped",
};
const FVU =
  "Fraction of variance unexplained: what the features do not rebuild. 0 is perfect, 1 is no better than the mean.";
const L0 = "Active features a token, on average";
const deadTip = (tokens: number) => `Features that have been silent for ${formatCount(tokens)} tokens`;
