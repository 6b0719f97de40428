"use client";

import type { CollectionStatus } from "@/server/procedures/collection/queries";
import { ProgressTrack } from "../progress-track";
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
      <ProgressTrack label="Tokens read" share={share} fill={BAR[tone]} />
      <p className="mt-1.5 font-medium">
        {tone === "failed" && <span className="text-bad">✕ </span>}
        {headline}
      </p>
      <p className="text-xs text-soft">{detail}</p>
    </div>
  );
}
