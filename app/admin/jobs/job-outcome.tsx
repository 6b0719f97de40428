import { ProgressTrack } from "@/app/components/progress-track";
import type { JobStatus } from "@/server/procedures/job/queries";

interface Props {
  job: JobStatus;
  /** What the progress is of. */
  name: string;
}

/** How far a job is while it runs, why it failed, or what the one that is done went without. */
export function JobOutcome({ job: { state, done, total, error, hint }, name }: Props) {
  return (
    <>
      {state === "running" && total > 0 && (
        <ProgressTrack label={`Progress of ${name}`} share={done / total} className="mt-1 max-w-80" />
      )}
      <JobError error={error} hint={hint} />
      {state === "done" && hint !== null && (
        <p className="mt-0.5 text-soft [overflow-wrap:anywhere]">{hint}</p>
      )}
    </>
  );
}

export function JobError({ error, hint }: Pick<JobStatus, "error" | "hint">) {
  if (error === null) return null;
  return (
    <p className="mt-0.5 [overflow-wrap:anywhere]">
      <span className="text-bad">{error}</span> <span className="text-soft">{hint}</span>
    </p>
  );
}
