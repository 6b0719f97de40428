import type { LabelMethod } from "@/domain/labels";
import { queryRows } from "../../platform/rows";
import { PASSAGE_COLUMNS, type PackedStrongest } from "../feature/queries";

/** A found feature with what its row shows, its example still packed. */
export type PackedSearchRow = PackedStrongest & {
  saeId: number;
  feature: number;
  model: string;
  weightsSha256: string;
  sae: string;
  label: string;
  /** Other labels, one a line. */
  labels: string;
  /** Text around the peaks of its strongest examples, one a line. */
  examples: string;
  method: LabelMethod | null;
  score: number | null;
  shuffled: number | null;
  density: number | null;
  max: number | null;
  promoted: Buffer | null;
};

/** In the order of `found`. */
export function readSearchRows(
  found: readonly { saeId: number; feature: number }[],
): Promise<PackedSearchRow[]> {
  return queryRows<PackedSearchRow>(
    `SELECT d.sae_id AS "saeId", d.feature, m.id AS model, m.weights_sha256 AS "weightsSha256", s.slug AS sae,
       d.label, d.labels, d.examples, d.method, d.score, l.shuffled, d.density, d.max, f.promoted, a.passage, a.peak, a.value, a.packed,
       ${PASSAGE_COLUMNS}
     FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS found(sae_id, feature, place)
     JOIN search_document d ON d.sae_id = found.sae_id AND d.feature = found.feature
     JOIN sae s ON s.id = d.sae_id
     JOIN language_model m ON m.id = s.model_id
     LEFT JOIN label l ON l.sae_id = d.sae_id AND l.feature = d.feature AND l.shown
     LEFT JOIN collection c ON c.id = s.current_collection_id
     LEFT JOIN feature f ON f.collection_id = c.id AND f.index = d.feature
     LEFT JOIN activation a ON a.collection_id = c.id AND a.feature = d.feature AND a.band = 0 AND a.rank = 0
     LEFT JOIN passage p ON p.corpus_id = c.corpus_id AND p.index = a.passage
     ORDER BY found.place`,
    [found.map(({ saeId }) => saeId), found.map(({ feature }) => feature)],
  );
}

/** Every way in which the words of these stems are written, without capitals and accents. */
export async function readWordForms(lexemes: readonly string[]): Promise<string[]> {
  if (lexemes.length === 0) return [];
  const rows = await queryRows<{ word: string }>("SELECT word FROM search_word WHERE lexeme = ANY($1)", [
    lexemes,
  ]);
  return rows.map(({ word }) => word);
}
