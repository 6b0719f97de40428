import { unpackTokens, type Turn } from "@/domain/passages";
import type { ShownLabel } from "@/domain/labels";
import type { FeatureAddress, SaeAddress } from "@/domain/urls";
import type { LeftJoined } from "@/prisma/left-joined";
import { queryRows } from "../../platform/rows";
import { SHOWN_COLLECTION } from "../collection/queries";
import { LABEL_JSON } from "../label/queries";
import { saeOfRow, SAE_COLUMNS, SAE_TABLES, type SaeDetails, type SaeRow } from "../sae/queries";
import { readRelations, relationsJson, type PackedRelations } from "./relation-queries";

/** A passage as it is stored, with what is known of it. */
export interface PackedPassage {
  tokens: Buffer;
  kind: string | null;
  topic: string | null;
  turns: Turn[] | null;
}

/** Columns of `passage` under the alias p, named as {@link PackedPassage} has them. */
export const PASSAGE_COLUMNS = "p.tokens, p.kind, p.topic, p.turns";

/**
 * Token ids of a passage, BOS first, of the corpus that was read with an SAE; null where there is none.
 * @param vocabulary tokens of the model, which says how they are packed
 */
export async function findPassage(
  saeId: number,
  index: number,
  vocabulary: number,
): Promise<number[] | null> {
  const rows = await queryRows<{ tokens: Buffer }>(
    `SELECT p.tokens FROM sae s
     JOIN ${SHOWN_COLLECTION} c ON true
     JOIN passage p ON p.corpus_id = c.corpus_id AND p.index = $2
     WHERE s.id = $1`,
    [saeId, index],
  );
  return rows[0] ? Array.from(unpackTokens(rows[0].tokens, vocabulary)) : null;
}

/** The plain numbers of a feature. */
export interface FeatureNumbers {
  tokensSeen: number;
  activeTokens: number;
  activePassages: number;
  density: number;
  max: number;
  mean: number;
}

/** One row of `feature`, still packed. */
export interface PackedFeature extends FeatureNumbers {
  histogram: Buffer;
  bands: Buffer;
  promoted: Buffer;
}

/** One row of `activation` with its passage, still packed. */
export interface PackedExample extends PackedPassage {
  band: number;
  rank: number;
  passage: number;
  peak: number;
  value: number;
  packed: Buffer;
}

/** An example of rank 0 that a row of a table or of a search shows, still packed; a feature may have none. */
export type PackedStrongest = LeftJoined<
  Pick<PackedExample, "passage" | "peak" | "value" | "packed" | "tokens">
> &
  Pick<PackedPassage, "kind" | "topic" | "turns">;

export interface StoredFeature {
  sae: SaeDetails;
  relations: PackedRelations;
  label: ShownLabel | null;
  /** Cosine to its nearest in an SAE of another seed, negative where that one has a nearer feature; null where none was trained. */
  stability: number | null;
  /** Null while no merged shard has written this feature. */
  feature: PackedFeature | null;
}

type Row = SaeRow &
  LeftJoined<PackedFeature> & {
    label: ShownLabel | null;
    stability: number | null;
    relations: unknown;
  };

/**
 * Null when there is no such SAE.
 * @param listed ids of the SAEs whose features may be named beside this one
 */
export async function findFeature(
  { model, sae, index }: FeatureAddress,
  listed: readonly number[],
): Promise<StoredFeature | null> {
  const rows = await queryRows<Row>(
    `SELECT ${SAE_COLUMNS}, f.tokens_seen AS "tokensSeen", f.active_tokens AS "activeTokens",
            f.active_passages AS "activePassages", f.density, f.max, f.mean, f.histogram, f.bands, f.promoted, ${relationsJson("$3", "$4")} AS relations,
            (SELECT ${LABEL_JSON} FROM label l WHERE l.sae_id = s.id AND l.feature = $3 AND l.shown) AS label,
            (s.training -> 'stability' ->> $3::int)::float8 AS stability
     FROM ${SAE_TABLES}
     LEFT JOIN feature f ON f.collection_id = c.id AND f.index = $3
     WHERE s.model_id = $1 AND s.slug = $2`,
    [model, sae, index, listed],
  );
  const row = rows[0];
  if (!row) return null;
  const relations = readRelations(row.relations);
  const found = { sae: saeOfRow(row), relations, label: row.label, stability: row.stability };
  if (row.tokensSeen === null) return { ...found, feature: null };
  return {
    ...found,
    feature: {
      tokensSeen: row.tokensSeen,
      activeTokens: row.activeTokens,
      activePassages: row.activePassages,
      density: row.density,
      max: row.max,
      mean: row.mean,
      histogram: row.histogram,
      bands: row.bands,
      promoted: row.promoted,
    },
  };
}

/** Every stored example of a feature: the top ones (band 0) by rank, then the samples of each band. */
export async function listExamples(
  collectionId: number,
  corpusId: number,
  index: number,
): Promise<PackedExample[]> {
  return queryRows<PackedExample>(
    `SELECT a.band, a.rank, a.passage, a.peak, a.value, a.packed, ${PASSAGE_COLUMNS}
     FROM activation a
     JOIN passage p ON p.corpus_id = $2 AND p.index = a.passage
     WHERE a.collection_id = $1 AND a.feature = $3
     ORDER BY a.band, a.rank`,
    [collectionId, corpusId, index],
  );
}

const WORTH_LOOKING_AT = "f.density BETWEEN 1e-4 AND 1e-2";

function firstFeature(condition: string): string {
  return `SELECT f.index FROM feature f WHERE f.collection_id = shown.id AND ${condition} ORDER BY f.index LIMIT 1`;
}

/**
 * A feature worth looking at: active on 0.01 % to 1 % of tokens, or any active one where there is none. Starts at a
 * random index and takes the next that fits, so that it reads a few rows of the primary key, not the whole SAE.
 * Null while no feature of the SAE has an example.
 */
export async function findRandomFeature({ model, sae }: SaeAddress): Promise<number | null> {
  const rows = await queryRows<{ index: number | null }>(
    `WITH shown AS MATERIALIZED (
       SELECT c.id, floor(random() * s.d_sae)::int AS start
       FROM ${SAE_TABLES} WHERE s.model_id = $1 AND s.slug = $2
     )
     SELECT COALESCE(
       (${firstFeature(`${WORTH_LOOKING_AT} AND f.index >= shown.start`)}),
       (${firstFeature(WORTH_LOOKING_AT)}),
       (${firstFeature("f.active_tokens > 0 AND f.index >= shown.start")}),
       (${firstFeature("f.active_tokens > 0")})
     ) AS index FROM shown`,
    [model, sae],
  );
  return rows[0]?.index ?? null;
}
