import Link from "next/link";
import { formatMoment } from "@/domain/format";
import { saeUrl } from "@/domain/urls";
import type { ImportStatus } from "@/server/procedures/import/queries";
import { JobButtons } from "../jobs/job-buttons";
import { JobOutcome } from "../jobs/job-outcome";

/** One import: what was asked for, how far it is, where it has led to, and the ways to stop it or try it again. */
export function ImportRow({ status }: { status: ImportStatus }) {
  const { id, state, message, createdAt, request, result } = status;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 py-2.5" data-job={id}>
      <div className="min-w-0 flex-1 basis-72 [overflow-wrap:anywhere]">
        <p>
          <b className="font-semibold">{request.model}</b>
          {request.sae && ` with ${request.sae}`}{" "}
          <span className={state === "failed" ? "text-bad" : "text-soft"}>{state}</span>
        </p>
        <p className="text-xs text-soft">
          {formatMoment(createdAt)}
          {request.corpus && ` · ${request.corpus}`}
          {message !== null && state === "running" && ` · ${message}`}
        </p>
        <JobOutcome job={status} name={request.model} />
        {result && result.steps.length > 0 && (
          <ul className="mt-0.5 text-xs text-soft">
            {result.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ul>
        )}
        {result?.warnings.map((warning) => (
          <p key={warning} className="mt-0.5 text-soft">
            <b className="font-semibold">Warning:</b> {warning}
          </p>
        ))}
        {result && (
          <p className="mt-0.5">
            {result.sae ? (
              <Link href={saeUrl({ model: result.model, sae: result.sae })} prefetch={false} className="link">
                {result.model}/{result.sae}
              </Link>
            ) : (
              `${result.model} is registered.`
            )}
          </p>
        )}
      </div>
      <div className="flex flex-wrap items-start gap-2">
        {(state === "failed" || state === "cancelled") && (
          <Link
            href={`/admin/import?change=${id}`}
            className="control"
            aria-label={`Change: ${request.model}`}
          >
            Change
          </Link>
        )}
        <JobButtons id={id} name={`import of ${request.model}`} state={state} />
      </div>
    </li>
  );
}
