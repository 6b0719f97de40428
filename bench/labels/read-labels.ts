import type pg from "pg";
import { unpackTokens } from "@/domain/passages";
import { pieceText } from "@/domain/tokens";
import { aroundPeak } from "@/workers/dashboards/search-texts";
import { wordsOfText } from "./readability";

export interface LabelOnPage {
  feature: number;
  text: string;
  method: string;
  score: number | null;
  shuffled: number | null;
}

export interface LabelledSae {
  name: string;
  /** Features with examples. */
  live: number;
  /** What the program shows, by feature. */
  labels: LabelOnPage[];
  /** Words of texts, lower case. */
  words: ReadonlySet<string>;
  /** Examples of a feature, the strongest first. */
  examplesOf(feature: number): Promise<MarkedExample[]>;
}

export interface MarkedExample {
  value: number;
  /** With the token at the peak between brackets. */
  text: string;
  /** At the peak, lower case; "" between words. */
  word: string;
  token: string;
}

/** Passages whose words count as known, beside those of the examples. */
const KNOWN_PASSAGES = 2000;
const EXAMPLES = 20;
/** Tokens shown before and behind a peak. */
const BEFORE = 14;
const AFTER = 7;

/** Every SAE of a database whose labels the program has written. */
export async function readLabelledSaes(pool: pg.Pool): Promise<LabelledSae[]> {
  const { rows } = await pool.query<{
    id: number;
    name: string;
    collection: number;
    corpus: number;
    pieces: string[];
  }>(
    `SELECT s.id, s.model_id || '/' || s.slug AS name, c.id AS collection, c.corpus_id AS corpus, v.pieces
     FROM sae s JOIN collection c ON c.id = s.current_collection_id JOIN vocabulary v ON v.model_id = s.model_id
     WHERE EXISTS (SELECT 1 FROM label l WHERE l.sae_id = s.id AND l.shown AND l.author_id IS NULL AND l.source IS NULL)
     ORDER BY s.id`,
  );
  return Promise.all(rows.map((row) => readSae(pool, row)));
}

async function readSae(
  pool: pg.Pool,
  {
    id,
    name,
    collection,
    corpus,
    pieces,
  }: { id: number; name: string; collection: number; corpus: number; pieces: string[] },
): Promise<LabelledSae> {
  const [labels, live, passages] = await Promise.all([
    pool.query<LabelOnPage>(
      `SELECT feature, text, method, score, shuffled FROM label
       WHERE sae_id = $1 AND shown AND author_id IS NULL AND source IS NULL ORDER BY feature`,
      [id],
    ),
    pool.query<{ live: number }>(
      "SELECT count(*)::int AS live FROM feature WHERE collection_id = $1 AND max > 0",
      [collection],
    ),
    pool.query<{ tokens: Buffer }>(
      "SELECT tokens FROM passage WHERE corpus_id = $1 ORDER BY index LIMIT $2",
      [corpus, KNOWN_PASSAGES],
    ),
  ]);
  const piecesOf = (tokens: Buffer) =>
    Array.from(unpackTokens(tokens, pieces.length), (token) => pieces[token] ?? "");
  const textOf = (all: readonly string[]) => all.slice(1).map(pieceText).join("");
  const examplesOf = async (feature: number) => {
    const { rows } = await pool.query<{ peak: number; value: number; tokens: Buffer }>(
      `SELECT a.peak, a.value, p.tokens FROM activation a JOIN passage p ON p.corpus_id = $3 AND p.index = a.passage
       WHERE a.collection_id = $1 AND a.feature = $2 AND a.band = 0 ORDER BY a.rank LIMIT ${EXAMPLES}`,
      [collection, feature, corpus],
    );
    return rows.map(({ peak, value, tokens }) => {
      const all = piecesOf(tokens);
      const { word } = aroundPeak(all, peak);
      const token = pieceText(all[peak] ?? "");
      return { value, text: marked(all, peak), word: word.toLowerCase(), token };
    });
  };
  const words = new Set(passages.rows.flatMap(({ tokens }) => wordsOfText(textOf(piecesOf(tokens)))));
  return { name, live: live.rows[0]?.live ?? 0, labels: labels.rows, words, examplesOf };
}

/** The text around a peak, the token there between brackets. */
function marked(pieces: readonly string[], peak: number): string {
  const part = (from: number, to: number) =>
    pieces
      .slice(Math.max(1, from), to)
      .map((piece) => pieceText(piece).replace(/\n/g, "↵"))
      .join("");
  const token = part(peak, peak + 1);
  const core = token.trimStart();
  const space = token.slice(0, token.length - core.length);
  return `${part(peak - BEFORE, peak)}${core === "" ? "" : space}[${core || token}]${part(peak + 1, peak + AFTER)}`.trim();
}
