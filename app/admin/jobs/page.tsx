import type { Metadata } from "next";
import Link from "next/link";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { formatCount, formatCounted, formatDuration, formatMoment } from "@/domain/format";
import { PRIORITY_LEVELS } from "@/domain/jobs";
import { adminUrl, saeUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import { JOB_STATES, type JobSummary } from "@/server/procedures/job/queries";
import { AdminShell } from "../admin-shell";
import { JobButtons } from "./job-buttons";
import { JobOutcome } from "./job-outcome";
import { Refresh } from "@/app/components/refresh";

export const metadata: Metadata = { title: "Jobs", robots: { index: false } };

/** Background work with its progress, the workers that do it, and the ways to stop it or try it again. */
export default async function JobsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = singleValues(await searchParams);
  const state = JOB_STATES.find((name) => name === params.state);
  const { jobs, counts, workers, next } = await api.job.list({ state, before: placeOf(params.before) });
  return (
    <AdminShell
      section="jobs"
      note="The work that is waiting, running or done. A job that is tried again keeps the parts that were finished."
    >
      {jobs.some((job) => job.state === "queued" || job.state === "running") && <Refresh />}
      <section className="mt-5" aria-labelledby="workers-title">
        <h2 id="workers-title" className="font-semibold">
          {workers.length === 0 ? "No worker is running" : formatCounted(workers.length, "worker")}
        </h2>
        {workers.length === 0 && (
          <p className="text-soft">Nothing is computed until one starts: npm start, or npm run worker.</p>
        )}
        <ul className="mt-1 space-y-0.5 text-soft">
          {workers.map(({ id, host, pid, lane, engine, task }) => (
            <li key={id} className="[overflow-wrap:anywhere]">
              {[lane, `${host} ${pid}`, engine, task ?? "idle"].filter(Boolean).join(" · ")}
            </li>
          ))}
        </ul>
      </section>
      <nav aria-label="State" className="mt-5 flex flex-wrap gap-1.5">
        <Link
          href={adminUrl("jobs")}
          prefetch={false}
          className="control"
          aria-current={state ? undefined : "true"}
        >
          All
        </Link>
        {JOB_STATES.map((name) => (
          <Link
            key={name}
            href={adminUrl("jobs", { state: name })}
            prefetch={false}
            className="control"
            aria-current={name === state ? "true" : undefined}
          >
            {name} <span className="text-xs">{formatCount(counts[name] ?? 0)}</span>
          </Link>
        ))}
      </nav>
      {jobs.length === 0 ? (
        <p className="mt-3 border-y border-line py-4 text-soft">No such jobs.</p>
      ) : (
        <ul className="mt-3 divide-y divide-line border-y border-line">
          {jobs.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
        </ul>
      )}
      {next && (
        <Link
          href={adminUrl("jobs", { state, before: `${next.createdAt.toISOString()},${next.id}` })}
          className="control mt-3"
          prefetch={false}
          data-shortcut="j"
        >
          Older
        </Link>
      )}
    </AdminShell>
  );
}

function JobRow({ job }: { job: JobSummary }) {
  const { id, kind, state, done, total, message, attempts, createdAt, about } = job;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 py-2.5" data-job={id}>
      <div className="min-w-0 flex-1 basis-72 [overflow-wrap:anywhere]">
        <p>
          <b className="font-semibold">{kind}</b>{" "}
          {about && (
            <Link href={saeUrl(about)} prefetch={false} className="link">
              {about.model}/{about.sae}
            </Link>
          )}{" "}
          <span className={state === "failed" ? "text-bad" : "text-soft"}>{state}</span>
        </p>
        <p className="text-xs text-soft">
          {formatMoment(createdAt)}
          {timeOf(job)}
          {total > 0 && ` · ${formatCount(done)} of ${formatCount(total)}`}
          {turnOf(job)}
          {attempts > 1 && ` · attempt ${attempts}`}
          {message !== null && state === "running" && ` · ${message}`}
        </p>
        <JobOutcome job={job} name={kind} />
      </div>
      <JobButtons id={id} name={about ? `${kind} of ${about.sae}` : kind} state={state} />
    </li>
  );
}

/** Where its next work stands in the queue. */
function turnOf({ ahead, level, state }: JobSummary): string {
  if (ahead === null || (state !== "queued" && state !== "running")) return "";
  const turn = ahead === 0 ? "next in turn" : `after ${formatCounted(ahead, "other job")}`;
  const whom = level >= PRIORITY_LEVELS.background ? " · waits for all else" : "";
  return ` · ${turn}${level === PRIORITY_LEVELS.demo ? " · of the demo" : whom}`;
}

function timeOf({ startedAt, finishedAt }: JobSummary): string {
  if (!startedAt || !finishedAt) return "";
  return ` · took ${formatDuration((finishedAt.getTime() - startedAt.getTime()) / 1000)}`;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function placeOf(text: string | undefined): { createdAt: Date; id: string } | null {
  const [moment = "", id = ""] = (text ?? "").split(",");
  const createdAt = new Date(moment);
  return UUID.test(id) && !Number.isNaN(createdAt.getTime()) ? { createdAt, id } : null;
}
