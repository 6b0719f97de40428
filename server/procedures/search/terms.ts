import { editDistance } from "@/domain/edit-distance";
import { queryRows } from "../../platform/rows";

/** A word of a query with the stems that it is searched by. */
export interface Term {
  /** As it was typed, without capitals and accents. */
  word: string;
  stems: Stem[];
  /** Words that stand in for one that no feature has; empty when it was found as it is. */
  instead: string[];
}

export interface Stem {
  lexeme: string;
  /** 1 for the word itself, less for one that resembles it. */
  weight: number;
}

/** Words of a query that count; beyond them it is a text. */
const MOST_WORDS = 24;
const MOST_SIMILAR = 4;
/** Shorter words resemble too many others. */
const SHORTEST_CORRECTED = 4;
const PREFIX_WEIGHT = 0.6;

interface Row {
  word: string;
  lexeme: string;
  known: boolean;
  similar: { word: string; lexeme: string }[] | null;
}

/**
 * The words of a query in its order. One that occurs in no label, token or example is replaced by those that resemble
 * it most: found by trigrams, kept when few edits lead to them or when it is their beginning.
 */
export async function readTerms(query: string): Promise<Term[]> {
  const rows = await queryRows<Row>(
    `WITH typed AS (
       SELECT u.lexeme AS word, u.positions[1] AS place
       FROM unnest(to_tsvector('featurescope_plain', only_words($1))) u ORDER BY 2 LIMIT $2
     ), stemmed AS MATERIALIZED (
       SELECT t.word, t.place, k.lexeme, EXISTS (SELECT 1 FROM search_word s WHERE s.lexeme = k.lexeme) AS known
       FROM typed t, LATERAL (SELECT coalesce((ts_lexize('featurescope_stem', t.word))[1], t.word) AS lexeme) k
     )
     SELECT s.word, s.lexeme, s.known,
       CASE WHEN NOT s.known AND length(s.word) BETWEEN $3 AND 40 THEN (
         SELECT json_agg(json_build_object('word', near.word, 'lexeme', near.lexeme)) FROM (
           SELECT k.word, k.lexeme FROM search_word k
           WHERE k.word % s.word OR k.word LIKE s.word || '%'
           ORDER BY similarity(k.word, s.word) DESC, k.word LIMIT 24
         ) near
       ) END AS similar
     FROM stemmed s ORDER BY s.place`,
    [query, MOST_WORDS, SHORTEST_CORRECTED],
  );
  return rows.map(({ word, lexeme, known, similar }) =>
    known
      ? { word, stems: [{ lexeme, weight: 1 }], instead: [] }
      : { word, ...standIns(word, similar ?? []) },
  );
}

/** The closest words in place of one that is not known. */
export function standIns(
  word: string,
  similar: readonly { word: string; lexeme: string }[],
): Pick<Term, "stems" | "instead"> {
  const most = word.length <= 5 ? 1 : 2;
  const close = similar
    .map((candidate) => ({ ...candidate, edits: editDistance(word, candidate.word) }))
    .map((candidate) => ({
      ...candidate,
      weight:
        candidate.edits <= most
          ? 1 - candidate.edits / (2 * most + 1)
          : candidate.word.startsWith(word)
            ? PREFIX_WEIGHT
            : 0,
    }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const stems = new Map<string, Stem>();
  for (const { lexeme, weight } of close) {
    if (!stems.has(lexeme) && stems.size < MOST_SIMILAR) stems.set(lexeme, { lexeme, weight });
  }
  const instead = close.filter(({ lexeme }) => stems.has(lexeme)).map((candidate) => candidate.word);
  return { stems: [...stems.values()], instead: instead.slice(0, MOST_SIMILAR) };
}
