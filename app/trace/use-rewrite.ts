import { useRef, useState } from "react";
import { problemOfCall, server } from "@/app/trpc/client";
import { placeName, type ChainRequest, type ActivationPlace } from "@/domain/chain";
import { withQuery } from "@/domain/urls";
import type { Problem } from "@/server/errors";
import type { RewriteText } from "@/server/procedures/trace/rewrite-in-pieces";

/** What of a chain's answer its switches need. */
export interface Rewritable {
  members: readonly ActivationPlace[];
  /** With all members in place, and with none. */
  whole: RewriteText;
  without: RewriteText;
}

interface Options {
  question: ChainRequest;
  answer: Rewritable;
  /** Names of members that are in place. */
  back: readonly string[];
  /** What the model says with those in place. */
  first: RewriteText;
}

/** Which members of a chain are in place, and what the model then says; the address follows. */
export function useRewrite({ question, answer, back, first }: Options) {
  const [present, setPresent] = useState<ReadonlySet<string>>(new Set(back));
  const [shown, setShown] = useState(first);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = useRef(0);

  const change = (next: ReadonlySet<string>) => {
    const mine = ++asked.current;
    setPresent(next);
    setProblem(null);
    keepInAddress([...next]);
    const removed = answer.members.filter((member) => !next.has(placeName(member)));
    const known =
      removed.length === 0 ? answer.whole : removed.length === answer.members.length ? answer.without : null;
    setBusy(known === null);
    if (known) {
      setShown(known);
      return;
    }
    const places = removed.map(({ at, feature }): ActivationPlace => ({ at, feature }));
    server.trace.rewrite
      .query({ ...question, removed: places })
      .then(
        (rewritten) => {
          if (mine === asked.current) setShown(rewritten);
        },
        (error: unknown) => {
          if (mine === asked.current) setProblem(problemOfCall(error));
        },
      )
      .finally(() => {
        if (mine === asked.current) setBusy(false);
      });
  };
  const toggle = (name: string) => {
    const next = new Set(present);
    if (!next.delete(name)) next.add(name);
    change(next);
  };
  return { present, shown, problem, busy, toggle, change };
}

function keepInAddress(back: readonly string[]): void {
  const query = Object.fromEntries(new URLSearchParams(window.location.search));
  const url = withQuery("/trace", { ...query, back: back.length === 0 ? undefined : back.join(",") });
  window.history.replaceState(window.history.state, "", url);
}
