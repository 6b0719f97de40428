"use client";

import { useState } from "react";
import { useChange } from "@/app/components/forms/use-change";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { server } from "@/app/trpc/client";
import { VERDICT_REASON_LIMIT } from "@/domain/safety";
import type { SafetyFamilySlug } from "@/domain/safety-families";
import type { FeatureAddress } from "@/domain/urls";

/** What a reviewer says of a listed feature, with a reason. */
export function JudgeForm({ feature, family }: { feature: FeatureAddress; family: SafetyFamilySlug }) {
  const { model, sae, index } = feature;
  const [reason, setReason] = useState("");
  const { run, busy, problem } = useChange(async (confirms: boolean) => {
    await server.safety.judge.mutate({
      ...{ model, sae, index: String(index), family },
      verdict: { confirms, reason },
    });
    setReason("");
  });
  return (
    <div className="mt-1 space-y-1.5">
      <input
        className="field w-full sm:w-60"
        aria-label={`Reason for ${index}`}
        placeholder="Reason"
        maxLength={VERDICT_REASON_LIMIT}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <div className="flex gap-1.5">
        {([true, false] as const).map((confirms) => (
          <button
            key={String(confirms)}
            type="button"
            className="control min-h-7 px-2.5 py-0.5 text-xs disabled:opacity-60"
            aria-label={`${confirms ? "Confirm" : "Reject"} ${index}`}
            disabled={busy || reason.trim() === ""}
            onClick={() => void run(confirms)}
          >
            {confirms ? "Confirm" : "Reject"}
          </button>
        ))}
      </div>
      <ProblemNote problem={problem} />
    </div>
  );
}
