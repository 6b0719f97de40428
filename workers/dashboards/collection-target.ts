import type { Pool } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { collectionSettings, type CollectionSettings } from "@/domain/collections";
import { leftOutRule, type LeftOutRule } from "@/domain/left-out";
import { languageModelConfig, weightsSource, type LanguageModelConfig } from "@/domain/models";
import type { SaeRef } from "../compute/api";

/** What the tasks of a collection need to know about it. */
export interface CollectionTarget {
  id: number;
  state: string;
  settings: CollectionSettings;
  /** What it leaves out; null where that has not been settled, or is nothing. */
  leftOut: LeftOutRule | null;
  corpusId: number;
  corpusPassages: number;
  saeId: number;
  dSae: number;
  /** Of a Matryoshka SAE (domain/models.ts); none of another. */
  prefixes: number[];
  model: LanguageModelConfig;
  sae: SaeRef;
}

interface Row {
  state: string;
  settings: unknown;
  left_out: unknown;
  corpus_id: number;
  passages: number;
  sae_id: number;
  d_sae: number;
  prefixes: number[];
  config: unknown;
  model_source: unknown;
  model_sha256: string;
  sae_source: unknown;
  sae_sha256: string;
}

/** Throws NOT_FOUND when the collection is gone. */
export async function loadTarget(pool: Pool, id: number): Promise<CollectionTarget> {
  const { rows } = await pool.query<Row>(
    `SELECT c.state, c.settings, c.left_out, c.corpus_id, corpus.passages, c.sae_id, sae.d_sae, sae.prefixes,
       model.config,
       model.source AS model_source, model.weights_sha256 AS model_sha256,
       sae.source AS sae_source, sae.weights_sha256 AS sae_sha256
     FROM collection c JOIN corpus ON corpus.id = c.corpus_id JOIN sae ON sae.id = c.sae_id
       JOIN language_model model ON model.id = sae.model_id
     WHERE c.id = $1`,
    [id],
  );
  const row = rows[0];
  if (!row)
    throw new FeaturescopeError("NOT_FOUND", `There is no collection ${id}.`, "It was deleted meanwhile.");
  return {
    id,
    state: row.state,
    settings: collectionSettings.parse(row.settings),
    leftOut: leftOutRule.nullable().parse(row.left_out),
    corpusId: row.corpus_id,
    corpusPassages: row.passages,
    saeId: row.sae_id,
    dSae: row.d_sae,
    prefixes: row.prefixes,
    model: languageModelConfig.parse(row.config),
    sae: {
      source: weightsSource.parse(row.sae_source),
      sha256: row.sae_sha256,
      model: { source: weightsSource.parse(row.model_source), sha256: row.model_sha256 },
    },
  };
}
