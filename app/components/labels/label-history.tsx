"use client";

import { useEffect, useState } from "react";
import { problemOfCall, server } from "@/app/trpc/client";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { formatMoment } from "@/domain/format";
import type { Problem } from "@/server/errors";
import type { LabelEvent, LabelVersion } from "@/server/procedures/label/queries";

interface History {
  versions: LabelVersion[];
  events: LabelEvent[];
}

const DEEDS: Record<string, string> = {
  "label.withdraw": "withdrew it",
  "label.restore": "took it up again",
  "label.dispute": "disputed it",
  "label.accept": "accepted it",
  "label.unaccept": "took the acceptance back",
  "label.hide": "hid it",
  "label.unhide": "showed it again",
};

/** Every text that a label has had, and what was done with it. @param version reads again when it changes */
export function LabelHistory({ id, version }: { id: number; version: number }) {
  const [history, setHistory] = useState<History | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    server.label.history.query({ id }).then(setHistory, (error: unknown) => setProblem(problemOfCall(error)));
  }, [id, version]);
  if (problem) return <ProblemNote problem={problem} />;
  if (!history) return <div className="skeleton mt-2 h-10" role="img" aria-label="Reading the history" />;
  const lines = [
    ...history.versions.map((entry) => ({
      at: entry.at,
      who: entry.editor,
      what: (
        <>
          {entry.version === 1 ? "proposed" : "changed it to"} “<bdi>{entry.text}</bdi>”{" "}
          <span className="text-soft">
            (▲ {entry.votesUp} ▼ {entry.votesDown}
            {entry.humanScore === null ? "" : `, quiz ${entry.humanScore.toFixed(2)}`})
          </span>
        </>
      ),
    })),
    ...history.events.flatMap(({ at, who, action }) =>
      DEEDS[action] ? [{ at, who, what: <>{DEEDS[action]}</> }] : [],
    ),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
  return (
    <ol className="mt-2 space-y-1 border-l border-line pl-3 text-[13px]">
      {lines.length === 0 && <li className="text-soft">A program wrote it, and it has not changed since.</li>}
      {lines.map(({ at, who, what }, i) => (
        <li key={i} className="[overflow-wrap:anywhere]">
          <span className="text-soft">{formatMoment(at)}</span> {who ?? "somebody"} {what}
        </li>
      ))}
    </ol>
  );
}
