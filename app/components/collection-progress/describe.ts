import { formatCount, formatDuration, formatMoment } from "@/domain/format";
import type { CollectionStatus } from "@/server/procedures/collection/queries";

/** What to say about a collection, in words. */
export interface ProgressText {
  tone: "waiting" | "working" | "done" | "failed";
  headline: string;
  /** Figures that grow while workers read. */
  detail: string;
  /** Share of tokens read, in [0, 1]. */
  share: number;
}

/** @param dSae features of the SAE, of which `featuresActive` have an example */
export function describeProgress(status: CollectionStatus, dSae: number): ProgressText {
  const share = status.tokensTotal === 0 ? 0 : Math.min(1, status.tokensDone / status.tokensTotal);
  const read = `${formatCount(status.tokensDone)} of ${formatCount(status.tokensTotal)} tokens read so far`;
  const features = `${formatCount(status.featuresActive)} of ${formatCount(dSae)} features have examples`;
  switch (status.state) {
    case "queued":
      return {
        tone: "waiting",
        headline: "Waiting for a worker",
        detail: "Nothing has been read yet.",
        share,
      };
    case "running": {
      const left = secondsLeft(status);
      const time = left === null ? "" : ` · about ${formatDuration(left)} left`;
      return { tone: "working", headline: read, detail: features + time, share };
    }
    case "merging":
      return {
        tone: "working",
        headline: "All tokens read; merging the last shards",
        detail: features,
        share,
      };
    case "done": {
      const when = status.finishedAt ? ` · finished ${formatMoment(status.finishedAt)}` : "";
      return {
        tone: "done",
        headline: `${formatCount(status.tokensDone)} tokens read`,
        detail: features + when,
        share: 1,
      };
    }
    case "failed":
      return {
        tone: "failed",
        headline: "The collection failed",
        detail: status.error ?? "No reason was given.",
        share,
      };
    case "cancelled":
      return {
        tone: "failed",
        headline: "The collection was cancelled",
        detail: `${read}; ${features}.`,
        share,
      };
  }
}

/** At the rate of the latest shards; null while that cannot be said. */
function secondsLeft({ secondsPerShard, shardsDone, shardsTotal }: CollectionStatus): number | null {
  return secondsPerShard === null ? null : secondsPerShard * (shardsTotal - shardsDone);
}
