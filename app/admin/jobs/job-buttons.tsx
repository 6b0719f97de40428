"use client";

import { ProblemNote } from "@/app/components/forms/problem-note";
import { server } from "@/app/trpc/client";
import type { JobState } from "@/server/procedures/job/queries";
import { useChange } from "@/app/components/forms/use-change";

/** What can be done with a job in its state. */
export function JobButtons({ id, name, state }: { id: string; name: string; state: JobState }) {
  const cancel = useChange(() => server.job.cancel.mutate({ id }));
  const retry = useChange(() => server.job.retry.mutate({ id }));
  return (
    <div className="space-y-1">
      {(state === "queued" || state === "running") && (
        <button
          type="button"
          className="control"
          aria-label={`Cancel: ${name}`}
          disabled={cancel.busy}
          onClick={() => void cancel.run()}
        >
          Cancel
        </button>
      )}
      {(state === "failed" || state === "cancelled") && (
        <button
          type="button"
          className="control"
          aria-label={`Try again: ${name}`}
          disabled={retry.busy}
          onClick={() => void retry.run()}
        >
          Try again
        </button>
      )}
      <ProblemNote problem={cancel.problem ?? retry.problem} />
    </div>
  );
}
