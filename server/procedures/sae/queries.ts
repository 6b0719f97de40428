import { z } from "zod";
import type { FeatureAddress, SaeAddress } from "@/domain/urls";
import { queryRows } from "../../platform/rows";
import {
  COLLECTION_JSON,
  readCollection,
  SHOWN_COLLECTION,
  type CollectionStatus,
} from "../collection/queries";
import type { PackedExample, PackedFeature, PackedPassage } from "../feature/queries";

/** Identity of an SAE, of its model, and of the corpus that its shown collection reads. */
export interface SaeDetails {
  model: { id: string; title: string; weightsSha256: string };
  slug: string;
  hookName: string;
  architecture: string;
  dIn: number;
  dSae: number;
  weightsSha256: string;
  /** Quality of the same shape with random weights, from the training manifest. */
  control: QualityControl | null;
  /** Quality of one trained alike with a decoder frozen at random directions, from there too. */
  double: QualityControl | null;
  /** Whether its features have been laid out. */
  mapped: boolean;
  collection: CollectionStatus | null;
  corpus: CorpusDetails | null;
}

export interface CorpusDetails {
  id: number;
  slug: string;
  title: string;
  writtenBy: string;
  sha256: string;
  passages: number;
  tokens: number;
}

export const qualityControl = z.object({
  l0: z.number(),
  fvu: z.number(),
  ceRecovered: z.number(),
  dead: z.number().optional(),
});
export type QualityControl = z.infer<typeof qualityControl>;

export const corpusDetails = z.object({
  id: z.number(),
  slug: z.string(),
  title: z.string(),
  writtenBy: z.string(),
  sha256: z.string(),
  passages: z.number(),
  tokens: z.number(),
});

/** Columns for {@link saeOfRow}; the aliases are s, m, c and k for the corpus. */
export const SAE_COLUMNS = `
  m.id AS model, m.title, m.weights_sha256 AS model_sha256, s.slug, s.hook_name, s.architecture, s.d_in, s.d_sae,
  s.weights_sha256, s.training -> 'control' AS control,
  s.training #> '{controls,frozenDecoder,quality}' AS double,
  EXISTS (SELECT 1 FROM feature_map f WHERE f.sae_id = s.id) AS mapped,
  CASE WHEN c.id IS NOT NULL THEN ${COLLECTION_JSON} END AS collection,
  CASE WHEN k.id IS NOT NULL THEN json_build_object('id', k.id, 'slug', k.slug, 'title', k.title,
    'writtenBy', k.written_by, 'sha256', k.sha256, 'passages', k.passages, 'tokens', k.tokens) END AS corpus`;

export const SAE_TABLES = `
  sae s
  JOIN language_model m ON m.id = s.model_id
  LEFT JOIN ${SHOWN_COLLECTION} c ON true
  LEFT JOIN corpus k ON k.id = c.corpus_id`;

export interface SaeRow {
  model: string;
  title: string;
  model_sha256: string;
  slug: string;
  hook_name: string;
  architecture: string;
  d_in: number;
  d_sae: number;
  weights_sha256: string;
  control: unknown;
  double: unknown;
  mapped: boolean;
  collection: unknown;
  corpus: unknown;
}

export function saeOfRow(row: SaeRow): SaeDetails {
  return {
    model: { id: row.model, title: row.title, weightsSha256: row.model_sha256 },
    slug: row.slug,
    hookName: row.hook_name,
    architecture: row.architecture,
    dIn: row.d_in,
    dSae: row.d_sae,
    weightsSha256: row.weights_sha256,
    control: qualityControl.nullable().catch(null).parse(row.control),
    double: qualityControl.nullable().catch(null).parse(row.double),
    mapped: row.mapped,
    collection: row.collection === null ? null : readCollection(row.collection),
    corpus: row.corpus === null ? null : corpusDetails.parse(row.corpus),
  };
}

/** Null when there is no such SAE. */
export async function findSae({ model, sae }: SaeAddress): Promise<SaeDetails | null> {
  const rows = await queryRows<SaeRow>(
    `SELECT ${SAE_COLUMNS} FROM ${SAE_TABLES} WHERE s.model_id = $1 AND s.slug = $2`,
    [model, sae],
  );
  return rows[0] ? saeOfRow(rows[0]) : null;
}

/** Null when there is no such SAE. */
export async function addressOfFeature(saeId: number, index: number): Promise<FeatureAddress | null> {
  const [row] = await queryRows<SaeAddress>("SELECT model_id AS model, slug AS sae FROM sae WHERE id = $1", [
    saeId,
  ]);
  return row ? { ...row, index } : null;
}

/** Rows of a collection by blocks, for downloads. */

export type ExportedFeature = PackedFeature & { index: number; label: string | null };

export function listFeatureBlock(
  saeId: number,
  collectionId: number,
  from: number,
  count: number,
): Promise<ExportedFeature[]> {
  return queryRows<ExportedFeature>(
    `SELECT f.index, l.text AS label, f.tokens_seen AS "tokensSeen", f.active_tokens AS "activeTokens",
            f.active_passages AS "activePassages", f.density, f.max, f.mean, f.histogram, f.bands, f.promoted
     FROM feature f LEFT JOIN label l ON l.sae_id = $1 AND l.feature = f.index AND l.shown
     WHERE f.collection_id = $2 AND f.index >= $3 AND f.index < $4 ORDER BY f.index`,
    [saeId, collectionId, from, from + count],
  );
}

export type ExportedActivation = Omit<PackedExample, keyof PackedPassage> & { feature: number };

export function listActivationBlock(
  collectionId: number,
  from: number,
  count: number,
): Promise<ExportedActivation[]> {
  return queryRows<ExportedActivation>(
    `SELECT feature, band, rank, passage, peak, value, packed FROM activation
     WHERE collection_id = $1 AND feature >= $2 AND feature < $3 ORDER BY feature, band, rank`,
    [collectionId, from, from + count],
  );
}

export function listPassageBlock(
  corpusId: number,
  from: number,
  count: number,
): Promise<{ index: number; tokens: Buffer }[]> {
  return queryRows(
    `SELECT index, tokens FROM passage WHERE corpus_id = $1 AND index >= $2 AND index < $3 ORDER BY index`,
    [corpusId, from, from + count],
  );
}
