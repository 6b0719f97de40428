import type { compareRuns } from "../compare-runs";
import type { LiveRun } from "../use-run";

interface Props {
  run: LiveRun | null;
  /** Of a text that was written once more. */
  verdict: ReturnType<typeof compareRuns> | null;
  /** What would be otherwise if the run were written anew. */
  changed: readonly string[];
}

/** What is to be said of a text, whoever listens to it included. */
export function RunNotes({ run, verdict, changed }: Props) {
  return (
    <>
      <div role="status" className="mb-3 space-y-1 empty:hidden">
        {run?.status?.notice && (
          <p>
            <b className="font-semibold">{run.status.notice.message}</b>{" "}
            <span className="text-soft">{run.status.notice.hint}</span>
          </p>
        )}
        {run?.status?.state === "stopped" && <p className="text-soft">Stopped.</p>}
        {verdict && <p className={verdict.same ? "text-good" : "text-bad"}>{verdict.says}</p>}
      </div>
      {changed.length > 0 && (
        <ul className="mb-3 text-soft">
          {changed.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </>
  );
}
