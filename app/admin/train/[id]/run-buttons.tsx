"use client";

import { ProblemNote } from "@/app/components/forms/problem-note";
import { server } from "@/app/trpc/client";
import type { JobState } from "@/server/procedures/job/queries";
import { useChange } from "@/app/components/forms/use-change";

/** Stops a run at its next step, or has it go on from its checkpoint. */
export function RunButtons({ id, state }: { id: string; state: JobState }) {
  const stop = useChange(() => server.job.cancel.mutate({ id }));
  const resume = useChange(() => server.job.retry.mutate({ id }));
  return (
    <div className="space-y-1">
      {(state === "queued" || state === "running") && (
        <button type="button" className="control" disabled={stop.busy} onClick={() => void stop.run()}>
          Stop
        </button>
      )}
      {(state === "failed" || state === "cancelled") && (
        <button
          type="button"
          className="control control-primary"
          disabled={resume.busy}
          onClick={() => void resume.run()}
        >
          Resume
        </button>
      )}
      <ProblemNote problem={stop.problem ?? resume.problem} />
    </div>
  );
}
