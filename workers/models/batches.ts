/** Passages of different lengths as rectangular batches for a program, padded on the right. */
import type { HostTensor } from "../engine/ops";

export interface PassageBatch {
  /** Which passages, as indices into the list that was given. */
  rows: number[];
  lengths: number[];
  /** Longest row. */
  time: number;
  ids: HostTensor;
  positions: HostTensor;
}

/**
 * Tokens of one batch including padding: enough to keep the matrix products busy, and few enough for what a layer makes of
 * them to stay in a core's caches (2,048 tokens take a quarter longer each).
 */
const BATCH_TOKENS = 512;

/** Of what an SAE makes of a batch: for up to 131,072 features nothing changes, wider ones get smaller batches. */
const LARGEST_OUTPUT = 256 << 20;

/** Tokens that an SAE of `features` features is given at once. */
export const tokensAtOnce = (features: number): number =>
  Math.max(1, Math.min(BATCH_TOKENS, Math.floor(LARGEST_OUTPUT / (4 * features))));

/**
 * Sorts passages by length (ties by index), so that little is padding, and cuts the order into batches of at
 * most `limit` tokens (one passage at least). The same passages always give the same batches.
 */
export function batchPassages(passages: readonly ArrayLike<number>[], pad: number, limit = BATCH_TOKENS): PassageBatch[] {
  const lengthOf = (row: number) => passages[row]?.length ?? 0;
  const order = passages.map((_, row) => row).sort((a, b) => lengthOf(b) - lengthOf(a) || a - b);
  const batches: PassageBatch[] = [];
  for (let at = 0; at < order.length; ) {
    const time = lengthOf(order[at] ?? 0);
    const rows = order.slice(at, at + Math.max(1, Math.floor(limit / Math.max(1, time))));
    batches.push(padded(passages, rows, time, pad));
    at += rows.length;
  }
  return batches;
}

function padded(passages: readonly ArrayLike<number>[], rows: number[], time: number, pad: number): PassageBatch {
  const ids = new Int32Array(rows.length * time).fill(pad);
  rows.forEach((row, r) => ids.set(Array.from(passages[row] ?? []), r * time));
  const shape = [rows.length, time];
  return {
    rows,
    lengths: rows.map((row) => passages[row]?.length ?? 0),
    time,
    ids: { dtype: "int32", shape, data: ids },
    positions: { dtype: "int32", shape, data: ids.map((_, i) => i % time) },
  };
}

/** The token after each; the last of a row has none and stands for itself, so sums must leave it out. */
export function nextTokens({ ids, time }: PassageBatch): HostTensor {
  const data = Int32Array.from(ids.data, (id, i) => ((i + 1) % time === 0 ? id : (ids.data[i + 1] ?? id)));
  return { ...ids, data };
}
