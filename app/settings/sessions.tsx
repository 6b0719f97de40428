"use client";

import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { formatMoment } from "@/domain/format";

interface Session {
  id: string;
  userAgent: string | null;
  createdAt: Date;
}

/** Open sessions, and the button that ends all but this one. */
export function Sessions({ initial }: { initial: readonly Session[] }) {
  const [others, setOthers] = useState(initial.length - 1);
  const { run, busy, problem } = useCall(async () => {
    await server.account.endSessions.mutate();
    setOthers(0);
  });
  return (
    <div className="space-y-3">
      {others > 0 ? (
        <ul className="divide-y divide-line border-y border-line">
          {initial.map(({ id, userAgent, createdAt }) => (
            <li key={id} className="py-2 [overflow-wrap:anywhere]">
              {formatMoment(createdAt)} <span className="text-soft">{userAgent?.slice(0, 160)}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p>Only here.</p>
      )}
      <ProblemNote problem={problem} />
      {others > 0 && (
        <button type="button" className="control" disabled={busy} onClick={() => void run()}>
          End all others
        </button>
      )}
    </div>
  );
}
