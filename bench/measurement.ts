import type { BenchContext } from "./context";

/** Several runs of one thing. */
export interface Spread {
  median: number;
  min: number;
  max: number;
  runs: number;
}

export interface Measurement {
  /** What was measured, in words. */
  what: string;
  unit: string;
  value: Spread;
  /** The same work in PyTorch, run in turns with ours; or why there is none. Left out where there is nothing to compare. */
  peer?: PeerResult | { missing: string };
  /** Share of the machine's SGEMM peak that the useful floating-point operations reached. */
  shareOfPeak?: number;
  limit?: { kind: "at most" | "at least"; value: number };
  /** What else one needs to know to read the figure. */
  note?: string;
}

export interface PeerResult {
  name: string;
  value: Spread;
  /** How many times faster ours is, round by round; above 1 is faster. */
  ratio: Spread;
}

/** One file of bench/measurements. */
export interface Benchmark {
  /** For --only. */
  name: string;
  run(context: BenchContext): Promise<Measurement[]>;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const at = (i: number) => sorted[i] ?? NaN;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
    runs: sorted.length,
  };
}

/** The value below which a share of the values lies (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

export function keepsLimit({ value, limit }: Measurement): boolean | null {
  if (!limit) return null;
  return limit.kind === "at most" ? value.median <= limit.value : value.median >= limit.value;
}
