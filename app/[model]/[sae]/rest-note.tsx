"use client";

import Link from "next/link";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { useChange } from "@/app/components/forms/use-change";
import { server } from "@/app/trpc/client";
import { formatCount } from "@/domain/format";
import { adminUrl, type SaeAddress } from "@/domain/urls";
import type { CollectionRest } from "@/server/procedures/collection/queries";

interface Props {
  address: SaeAddress;
  rest: CollectionRest & { mayRead: boolean };
}

/** That the features come from a part of their corpus, and how an administrator has the rest read. */
export function RestNote({ address, rest }: Props) {
  const { tokensRead, tokens, reading, mayRead } = rest;
  const { run, busy, problem } = useChange(() => server.collection.readRest.mutate(address));
  return (
    <div className="mt-3 text-[13px] text-soft">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span>
          These features come from the first {formatCount(tokensRead)} of {formatCount(tokens)} tokens of the
          text.
          {reading && " All of it is being read; these stay until that is done."}
        </span>
        {mayRead && !reading && (
          <button type="button" className="control" disabled={busy} onClick={() => void run()}>
            Read the rest
          </button>
        )}
        {mayRead && reading && (
          <Link href={adminUrl("jobs")} prefetch={false} className="link">
            Progress
          </Link>
        )}
      </p>
      <ProblemNote problem={problem} />
    </div>
  );
}
