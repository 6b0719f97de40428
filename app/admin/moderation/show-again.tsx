"use client";

import { ProblemNote } from "@/app/components/forms/problem-note";
import { server } from "@/app/trpc/client";
import type { HiddenThing } from "@/server/procedures/moderation/queries";
import { useChange } from "@/app/components/forms/use-change";

/** Brings back what was hidden. */
export function ShowAgain({ kind, id, text }: Pick<HiddenThing, "kind" | "id" | "text">) {
  const { run, busy, problem } = useChange((): Promise<unknown> => {
    const undone = { hidden: false };
    if (kind === "list") return server.list.hide.mutate({ id, ...undone });
    if (kind === "vector") return server.vector.hide.mutate({ id, ...undone });
    return kind === "label"
      ? server.label.hide.mutate({ id: Number(id), ...undone })
      : server.comment.hide.mutate({ id: Number(id), ...undone });
  });
  return (
    <div>
      <button
        type="button"
        className="control"
        aria-label={`Show again: ${text.slice(0, 60)}`}
        disabled={busy}
        onClick={() => void run()}
      >
        Show again
      </button>
      <ProblemNote problem={problem} />
    </div>
  );
}
