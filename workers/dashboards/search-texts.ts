import type { Pool } from "pg";
import { PROMOTED_TOKENS } from "@/domain/collections";
import { unpackPromoted } from "@/domain/feature-statistics";
import { unpackTokens } from "@/domain/passages";
import { pieceText, tokenTexts } from "@/domain/tokens";
import type { Queryable } from "@/prisma/queue";
import type { CollectionTarget } from "./collection-target";

/**
 * What a merge knows of features that can be searched: density, maximum, tokens, and the text and topics of examples. The columns
 * of labels are the database's own work (migration search_words).
 */

/** Examples of a feature that can be found by their words, and tokens of them on each side of the peak. */
const EXAMPLES = 5;
const WINDOW = 12;

/** Writes features [first, end) from the visible rows, if the collection is the one that the pages show. */
export async function writeSearchTexts(
  client: Queryable,
  target: CollectionTarget,
  first: number,
  end: number,
): Promise<void> {
  const range = [target.id, first, end];
  const features = await client.query<{ index: number; density: number; max: number; promoted: Buffer }>(
    `SELECT f.index, f.density, f.max, f.promoted
     FROM feature f JOIN collection c ON c.id = f.collection_id JOIN sae s ON s.id = c.sae_id
     WHERE f.collection_id = $1 AND f.index >= $2 AND f.index < $3
       AND (s.current_collection_id IS NULL OR s.current_collection_id = c.id)
     ORDER BY f.index`,
    range,
  );
  const pieces = features.rows.length > 0 ? await readPieces(client, target) : null;
  if (!pieces) return;
  const examples = await client.query<{
    feature: number;
    peak: number;
    tokens: Buffer;
    topic: string | null;
  }>(
    `SELECT a.feature, a.peak, p.tokens, p.topic
     FROM activation a JOIN passage p ON p.corpus_id = $4 AND p.index = a.passage
     WHERE a.collection_id = $1 AND a.feature >= $2 AND a.feature < $3 AND a.band = 0 AND a.rank < ${EXAMPLES}
     ORDER BY a.feature, a.rank`,
    [...range, target.corpusId],
  );
  const texts = new Map<number, { examples: string[]; peaks: string[]; topics: Set<string> }>();
  for (const { feature, peak, tokens, topic } of examples.rows) {
    const text = texts.get(feature) ?? { examples: [], peaks: [], topics: new Set<string>() };
    texts.set(feature, text);
    const ids = unpackTokens(tokens, target.model.vocabulary);
    const found = aroundPeak(
      Array.from(ids, (id) => pieces[id] ?? ""),
      peak,
    );
    text.examples.push(found.text);
    text.peaks.push(found.word);
    if (topic !== null) text.topics.add(topic);
  }
  const rows = features.rows.map(({ index, density, max, promoted }) => {
    const { examples: found, peaks, topics } = texts.get(index) ?? { examples: [], peaks: [], topics: [] };
    const raised = unpackPromoted(promoted)
      .slice(0, PROMOTED_TOKENS)
      .map(({ id }) => pieceText(pieces[id] ?? "").trim());
    return {
      index,
      density,
      max,
      tokens: [...new Set([...peaks, ...raised])].join(" "),
      examples: [...found, ...topics].join("\n"),
    };
  });
  await client.query(
    `INSERT INTO search_document AS d (sae_id, feature, density, max, tokens, examples)
     SELECT $1, * FROM unnest($2::int[], $3::real[], $4::real[], $5::text[], $6::text[])
     ON CONFLICT (sae_id, feature) DO UPDATE
       SET density = excluded.density, max = excluded.max, tokens = excluded.tokens, examples = excluded.examples`,
    [
      target.saeId,
      rows.map((row) => row.index),
      rows.map((row) => row.density),
      rows.map((row) => row.max),
      rows.map((row) => row.tokens),
      rows.map((row) => row.examples),
    ],
  );
}

/** Features written in one statement. */
const CHUNK = 512;

/** The same for every feature of the SAE, for when it begins to show this collection. */
export async function writeAllSearchTexts(
  pool: Pool,
  target: CollectionTarget,
  onProgress: (features: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<void> {
  for (let first = 0; first < target.dSae; first += CHUNK) {
    signal?.throwIfAborted();
    const end = Math.min(target.dSae, first + CHUNK);
    await writeSearchTexts(pool, target, first, end);
    onProgress(end);
  }
}

/**
 * The text around the peak and the word that it lies in ("" where it lies between words).
 * @param pieces of the whole passage, BOS first
 */
export function aroundPeak(pieces: readonly string[], peak: number): { text: string; word: string } {
  const from = Math.max(1, peak - WINDOW);
  const texts = tokenTexts(pieces.slice(from, peak + WINDOW + 1), from);
  const text = texts.map((token) => token.text).join("");
  let begin = 0;
  for (const token of texts) {
    if (token.start + token.length > peak) {
      begin += token.text.length - token.text.trimStart().length;
      break;
    }
    begin += token.text.length;
  }
  const before = /[\p{L}\p{N}]*$/u.exec(text.slice(0, begin))?.[0] ?? "";
  const after = /^[\p{L}\p{N}]*/u.exec(text.slice(begin))?.[0] ?? "";
  // a peak on the punctuation after a word does not lie in that word
  return { text: text.trim().replace(/\s+/g, " "), word: after === "" ? "" : before + after };
}

let kept: { key: string; pieces: readonly string[] } | undefined;

/** Null for a model that was registered without its vocabulary. */
async function readPieces(
  client: Queryable,
  { saeId, sae }: CollectionTarget,
): Promise<readonly string[] | null> {
  const key = `${saeId} ${sae.model.sha256}`;
  if (kept?.key === key) return kept.pieces;
  const { rows } = await client.query<{ pieces: string[] }>(
    "SELECT v.pieces FROM vocabulary v JOIN sae s ON s.model_id = v.model_id WHERE s.id = $1",
    [saeId],
  );
  if (!rows[0]) return null;
  kept = { key, pieces: rows[0].pieces };
  return kept.pieces;
}
