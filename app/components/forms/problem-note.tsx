import type { Problem } from "@/server/errors";

/** What went wrong with a form, beside it; announced when it appears. */
export function ProblemNote({ problem }: { problem: Pick<Problem, "message" | "hint"> | null }) {
  return (
    <div role="alert">
      {problem && (
        <p className="rounded-control border border-bad px-3 py-2 [overflow-wrap:anywhere]">
          <b className="font-semibold text-bad">{problem.message}</b>{" "}
          <span className="text-soft">{problem.hint}</span>
        </p>
      )}
    </div>
  );
}
