import Link from "next/link";
import { formatCount, formatCounted, formatMoment } from "@/domain/format";
import { saeUrl, trainingRunUrl } from "@/domain/urls";
import type { TrainingStatus } from "@/server/procedures/training/queries";
import { JobOutcome } from "../jobs/job-outcome";

/** One run: what is trained, how far it is, and where it has led to. */
export function TrainRow({ run }: { run: TrainingStatus }) {
  const { id, state, done, createdAt, request, options, sae } = run;
  const { model, hook, corpus } = request;
  return (
    <li className="py-2.5 [overflow-wrap:anywhere]" data-job={id}>
      <p>
        <Link href={trainingRunUrl(id)} prefetch={false} className="link font-semibold">
          {model}, {hook}
        </Link>{" "}
        <span className={state === "failed" ? "text-bad" : "text-soft"}>{state}</span>
      </p>
      <p className="text-xs text-soft">
        {formatMoment(createdAt)} · {options.architecture}, {formatCounted(options.features, "feature")}
        {options.k !== undefined && `, k ${options.k}`} · {corpus} · step{" "}
        {formatCount(Math.min(done, options.steps))} of {formatCount(options.steps)}
      </p>
      <JobOutcome job={run} name={hook} />
      {sae !== null && (
        <p className="mt-0.5">
          <Link href={saeUrl({ model, sae })} prefetch={false} className="link">
            {model}/{sae}
          </Link>
        </p>
      )}
    </li>
  );
}
