import { FeaturescopeError } from "@/domain/errors";

export interface FetchProgress {
  /** Bytes. */
  received: number;
  /** Bytes; null when the server does not say. */
  total: number | null;
}

export interface FetchOptions {
  dataFolder: string;
  onProgress?: (progress: FetchProgress) => void;
  signal?: AbortSignal;
}

export const cancelled = (what: string) =>
  new FeaturescopeError(
    "CANCELLED",
    `Fetching ${what} was cancelled.`,
    "Start again to go on where it stopped.",
  );
