import type { Pool } from "pg";
import { unpackTokens } from "@/domain/passages";

/** Token ids of passages [first, end) of a corpus, in order. */
export async function readPassages(
  pool: Pool,
  corpus: { id: number; vocabulary: number },
  first: number,
  end: number,
): Promise<Uint32Array[]> {
  const { rows } = await pool.query<{ tokens: Buffer }>(
    `SELECT tokens FROM passage WHERE corpus_id = $1 AND index >= $2 AND index < $3 ORDER BY index`,
    [corpus.id, first, end],
  );
  return rows.map(({ tokens }) => unpackTokens(tokens, corpus.vocabulary));
}

/** Token ids of some passages of a corpus, by number. */
export async function readPassagesAt(
  pool: Pool,
  corpus: { id: number; vocabulary: number },
  numbers: readonly number[],
): Promise<Map<number, Uint32Array>> {
  const { rows } = await pool.query<{ index: number; tokens: Buffer }>(
    "SELECT index, tokens FROM passage WHERE corpus_id = $1 AND index = ANY($2)",
    [corpus.id, numbers],
  );
  return new Map(rows.map(({ index, tokens }) => [index, unpackTokens(tokens, corpus.vocabulary)]));
}

/** Passages as one array of ids and where each begins. */
export function flattenPassages(passages: readonly Uint32Array[]): {
  ids: Uint32Array;
  offsets: Uint32Array;
} {
  const offsets = new Uint32Array(passages.length + 1);
  passages.forEach((passage, i) => (offsets[i + 1] = (offsets[i] as number) + passage.length));
  const ids = new Uint32Array(offsets[passages.length] as number);
  passages.forEach((passage, i) => ids.set(passage, offsets[i]));
  return { ids, offsets };
}
