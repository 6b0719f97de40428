"use client";

import type { CollectionStatus } from "@/server/procedures/collection/queries";
import { describeProgress, type ProgressText } from "./describe";
import { useLiveStatus } from "./live-context";

const BAR: Record<ProgressText["tone"], string> = {
  waiting: "bg-line-strong",
  working: "bg-accent",
  done: "bg-good",
  failed: "bg-bad",
};

/** A bar and two lines that keep their height whatever they say. */
export function CollectionProgress({ initial, dSae }: { initial: CollectionStatus; dSae: number }) {
  const { tone, headline, detail, share } = describeProgress(useLiveStatus(initial), dSae);
  return (
    <div className="min-w-0" data-tone={tone}>
      <div
        role="progressbar"
        aria-label="Tokens read"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        className="h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className={`h-full rounded-full transition-[width] duration-500 ${BAR[tone]}`}
          style={{ width: `${(share * 100).toFixed(2)}%` }}
        />
      </div>
      <p className="mt-1.5 font-medium">
        {tone === "failed" && <span className="text-bad">✕ </span>}
        {headline}
      </p>
      <p className="text-xs text-soft">{detail}</p>
    </div>
  );
}
