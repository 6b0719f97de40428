import type { Pool } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { languageModelConfig, weightsSource, type LanguageModelConfig } from "@/domain/models";
import type { SaeRef } from "./api";

/** Where the weights of an SAE and of its model are, and what the model is like; throws NOT_FOUND when it is gone. */
export async function readSaeRef(
  pool: Pool,
  saeId: number,
): Promise<{ sae: SaeRef; config: LanguageModelConfig }> {
  const { rows } = await pool.query<{
    config: unknown;
    model_source: unknown;
    model_sha256: string;
    source: unknown;
    weights_sha256: string;
  }>(
    `SELECT m.config, m.source AS model_source, m.weights_sha256 AS model_sha256, s.source, s.weights_sha256
     FROM sae s JOIN language_model m ON m.id = s.model_id WHERE s.id = $1`,
    [saeId],
  );
  const row = rows[0];
  if (!row)
    throw new FeaturescopeError("NOT_FOUND", `There is no SAE ${saeId}.`, "It was removed meanwhile.");
  const model = { source: weightsSource.parse(row.model_source), sha256: row.model_sha256 };
  return {
    sae: { source: weightsSource.parse(row.source), sha256: row.weights_sha256, model },
    config: languageModelConfig.parse(row.config),
  };
}
