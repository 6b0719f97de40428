/** What is counted in a text's tokens. */
import { createHash } from "node:crypto";
import { repetition } from "@/domain/steering-run";

/** sha256 of token ids as little-endian uint32. */
export function hashTokens(ids: readonly number[]): string {
  const bytes = Buffer.alloc(4 * ids.length);
  ids.forEach((id, i) => bytes.writeUInt32LE(id, 4 * i));
  return createHash("sha256").update(bytes).digest("hex");
}

/** Distinct pairs of neighbouring tokens, of all; 1 for a text without any. */
export function distinctPairs(ids: readonly number[]): number {
  if (ids.length < 2) return 1;
  return new Set(ids.slice(1).map((id, i) => `${ids[i]} ${id}`)).size / (ids.length - 1);
}

export const repeatedFours = (ids: readonly number[]): number => repetition(ids, 4);

/** Five digits: more than the figures are good for, and the same whatever the last bits are. */
export const rounded = (value: number): number => Number(value.toPrecision(5));
