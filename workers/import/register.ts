/** Puts what was checked into the database. Run again with the same files, it changes nothing. */
import { createHash } from "node:crypto";
import type { ClientBase } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import type { LanguageModelConfig, SaeConfig, WeightsSource } from "@/domain/models";
import { checkModelId } from "@/domain/names";
import { packTokens } from "@/domain/passages";
import { copyPassages } from "./copy-passages";
import type { CorpusPassage } from "../files/token-corpus";
import type { TextTokenizer } from "../models/text-tokenizer";

export interface ModelToRegister {
  id: string;
  title: string;
  config: LanguageModelConfig;
  source: WeightsSource;
  sha256: string;
  pieces: readonly string[];
}

/** The configuration as it is registered: with whether the tokenizer has a chat template. */
export const withChat = (
  config: LanguageModelConfig,
  { encodeChat }: Pick<TextTokenizer, "encodeChat">,
): LanguageModelConfig => (encodeChat ? { ...config, chat: true } : config);

/** Throws CONFLICT when other weights have this name, BAD_INPUT where it is the address of a page. */
export async function registerModel(client: ClientBase, model: ModelToRegister): Promise<void> {
  const { id, title, config, source, sha256, pieces } = model;
  checkModelId(id);
  const { rows } = await client.query<{ weights_sha256: string }>(
    "SELECT weights_sha256 FROM language_model WHERE id = $1",
    [id],
  );
  if (rows[0] && rows[0].weights_sha256 !== sha256)
    throw new FeaturescopeError("CONFLICT", `There is another model "${id}".`, "Name this one with --name.");
  await client.query(
    `INSERT INTO language_model (id, title, family, config, source, weights_sha256) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (id) DO UPDATE SET config = $4, source = $5`,
    [id, title, config.family, JSON.stringify(config), JSON.stringify(source), sha256],
  );
  await client.query(
    "INSERT INTO vocabulary (model_id, pieces) VALUES ($1, $2) ON CONFLICT (model_id) DO UPDATE SET pieces = $2",
    [id, pieces],
  );
}

export interface SaeToRegister {
  modelId: string;
  slug: string;
  config: SaeConfig;
  source: WeightsSource;
  sha256: string;
  /** How it was trained, where that is known. */
  training?: object | null;
}

/** @returns its id; throws CONFLICT when the model has another SAE of this name. */
export async function registerSae(client: ClientBase, sae: SaeToRegister): Promise<number> {
  const { modelId, slug, config, source, sha256 } = sae;
  const { rows } = await client.query<{ id: number; weights_sha256: string }>(
    `INSERT INTO sae (model_id, slug, hook_name, architecture, d_in, d_sae, source, weights_sha256, training, prefixes)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (model_id, slug) DO UPDATE SET source = CASE WHEN sae.weights_sha256 = $8 THEN $7 ELSE sae.source END
     RETURNING id, weights_sha256`,
    [
      modelId,
      slug,
      config.hookName,
      config.architecture,
      config.dIn,
      config.dSae,
      JSON.stringify(source),
      sha256,
      sae.training ? JSON.stringify(sae.training) : null,
      config.prefixes ?? [],
    ],
  );
  const [row] = rows;
  if (row && row.weights_sha256 === sha256) return row.id;
  throw new FeaturescopeError(
    "CONFLICT",
    `${modelId} has another SAE "${slug}".`,
    "Name this one with --sae-name.",
  );
}

export interface CorpusToRegister {
  modelId: string;
  slug: string;
  title: string;
  writtenBy: string;
  passages: readonly CorpusPassage[];
  vocabulary: number;
}

/** What the passages are told from others by: their tokens, and what is known of each. */
export function hashCorpus({
  passages,
  vocabulary,
}: Pick<CorpusToRegister, "passages" | "vocabulary">): string {
  const hash = createHash("sha256");
  for (const { ids, note } of passages) {
    hash.update(packTokens(ids, vocabulary));
    if (note) hash.update(JSON.stringify(note));
  }
  return hash.digest("hex");
}

/** @returns its id; the same passages under the same name are the corpus that is there. Throws CONFLICT for others. */
export async function registerCorpus(client: ClientBase, corpus: CorpusToRegister): Promise<number> {
  const { modelId, slug, title, writtenBy, passages, vocabulary } = corpus;
  const sha256 = hashCorpus(corpus);
  const known = await client.query<{ id: number; sha256: string }>(
    "SELECT id, sha256 FROM corpus WHERE model_id = $1 AND slug = $2",
    [modelId, slug],
  );
  if (known.rows[0]?.sha256 === sha256) return known.rows[0].id;
  if (known.rows[0])
    throw new FeaturescopeError(
      "CONFLICT",
      `${modelId} has another corpus "${slug}".`,
      "Name this one with --corpus-name.",
    );
  const tokens = passages.reduce((sum, { ids }) => sum + ids.length - 1, 0);
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO corpus (model_id, slug, title, written_by, sha256, passages, tokens)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
    [modelId, slug, title, writtenBy, sha256, passages.length, tokens],
  );
  const id = rows[0]?.id ?? 0;
  await copyPassages(client, id, passages, vocabulary);
  return id;
}
