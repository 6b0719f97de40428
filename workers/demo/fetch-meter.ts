import { formatDuration } from "@/domain/format";
import type { FetchProgress } from "../files/sources/fetch-options";

/** Before that the rate says little about the time left. */
const RATE_NEEDS_S = 2;

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/**
 * Says how far a download is and how long it will take, at the rate since the first call: what an earlier one has left
 * behind came in no time.
 * @param now seconds, of any clock
 */
export function fetchMeter(
  title: string,
  now: () => number = () => performance.now() / 1000,
): (progress: FetchProgress) => string {
  let first: { received: number; at: number } | undefined;
  return ({ received, total }) => {
    first ??= { received, at: now() };
    const seconds = now() - first.at;
    const rate = (received - first.received) / seconds;
    const amount = total === null ? megabytes(received) : `${megabytes(received)} of ${megabytes(total)}`;
    const left =
      total !== null && rate > 0 && seconds >= RATE_NEEDS_S
        ? `, about ${formatDuration((total - received) / rate)} left`
        : "";
    return `Fetching ${title}: ${amount}${left}`;
  };
}
