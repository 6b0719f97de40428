"use client";

import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import type { LabelDetails } from "@/server/procedures/label/queries";

/** What the buttons of a label do; each reads the labels again, also after a refusal, which may mean that they changed. */
export function useLabelActions(label: LabelDetails, onChange: () => Promise<void>) {
  const { id, version, ownVote } = label;
  const { run, busy, problem } = useCall(async (action: () => Promise<unknown>) => {
    try {
      await action();
    } finally {
      await onChange();
    }
  });
  return {
    busy,
    problem,
    vote: (value: -1 | 1) =>
      run(() => server.label.vote.mutate({ id, version, value: ownVote === value ? 0 : value })),
    withdraw: (withdrawn: boolean) => run(() => server.label.withdraw.mutate({ id, withdrawn })),
    accept: (accepted: boolean) => run(() => server.label.accept.mutate({ id, version, accepted })),
    hide: (hidden: boolean) => run(() => server.label.hide.mutate({ id, hidden })),
    dispute: (reason: string) => run(() => server.label.dispute.mutate({ id, reason })),
  };
}
