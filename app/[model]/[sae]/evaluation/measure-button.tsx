"use client";

import { ProblemNote } from "@/app/components/forms/problem-note";
import { useChange } from "@/app/components/forms/use-change";
import { Refresh } from "@/app/components/refresh";
import { server } from "@/app/trpc/client";
import type { SaeAddress } from "@/domain/urls";
import type { EvaluationJob } from "@/server/procedures/evaluation/queries";

interface Props {
  address: SaeAddress;
  job: EvaluationJob | null;
  /** Whether there is a result already. */
  measured: boolean;
}

/** How an administrator has an SAE measured, and how far that is. */
export function MeasureButton({ address, job, measured }: Props) {
  const { run, busy, problem } = useChange(() => server.evaluation.start.mutate(address));
  const underWay = job?.state === "queued" || job?.state === "running";
  return (
    <div className="flex flex-wrap items-center gap-3">
      {underWay ? (
        <p role="status" className="text-soft">
          <Refresh />
          {job.state === "queued" ? "Waiting for a worker" : progressOf(job)}
        </p>
      ) : (
        <button type="button" className="control" disabled={busy} onClick={() => void run()}>
          {measured ? "Measure again" : "Measure"}
        </button>
      )}
      {job?.state === "failed" && <p className="text-soft">The last time it failed: {job.error}</p>}
      <ProblemNote problem={problem} />
    </div>
  );
}

function progressOf({ done, total, message }: EvaluationJob): string {
  const share = total > 0 ? Math.round((100 * done) / total) : 0;
  return `${message ?? "Measuring"}, ${share} %`;
}
