import type { CollectionState } from "./collections";

/** Quality is measured after the dashboards are done; one that has not come by then is not waited for. */
const QUALITY_WAIT_MS = 10 * 60_000;

/** Whether rows of the collection are still to come. */
export function isUnfinished(state: CollectionState): boolean {
  return state === "queued" || state === "running" || state === "merging";
}

/** Whether what pages show of a collection may still change by itself. */
export function mayChange(status: {
  state: CollectionState;
  quality: unknown;
  finishedAt: Date | null;
  /** The clock that finishedAt was written with. */
  now: Date;
}): boolean {
  if (isUnfinished(status.state)) return true;
  const ended = status.finishedAt?.getTime() ?? 0;
  return status.state === "done" && status.quality === null && status.now.getTime() - ended < QUALITY_WAIT_MS;
}

/** Differs whenever pages that show these collections would show something else. */
export function progressVersion(
  collections: readonly {
    id: number;
    state: CollectionState;
    tokensDone: number;
    featuresActive: number;
    quality: unknown;
  }[],
): string {
  return collections
    .map((c) => [c.id, c.state, c.tokensDone, c.featuresActive, c.quality !== null].join("."))
    .sort()
    .join(" ");
}
