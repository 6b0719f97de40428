import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Pool } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { languageModelConfig, weightsSource, type WeightsSource } from "@/domain/models";
import { readPassages } from "../dashboards/corpus-passages";

/** A model that is here already, and what text of it there is. */
export interface RegisteredModel {
  id: string;
  source: WeightsSource;
  sha256: string;
  corpora: RegisteredCorpus[];
  /** Token ids of the first passages of one of its corpora. */
  firstPassages(corpusId: number, count: number): Promise<Uint32Array[]>;
}

export interface RegisteredCorpus {
  id: number;
  slug: string;
  passages: number;
  tokens: number;
}

/** The model of this name, unless a folder or file is meant; null where there is none. */
export async function findRegistered(pool: Pool, id: string): Promise<RegisteredModel | null> {
  if (await exists(id)) return null;
  const { rows } = await pool.query<{
    config: unknown;
    source: unknown;
    weights_sha256: string;
    corpora: RegisteredCorpus[];
  }>(
    `SELECT m.config, m.source, m.weights_sha256, coalesce((
       SELECT json_agg(json_build_object('id', c.id, 'slug', c.slug, 'passages', c.passages, 'tokens', c.tokens) ORDER BY c.slug)
       FROM corpus c WHERE c.model_id = m.id), '[]'::json) AS corpora
     FROM language_model m WHERE m.id = $1`,
    [id],
  );
  const row = rows[0];
  if (!row) return null;
  const { vocabulary } = languageModelConfig.parse(row.config);
  return {
    id,
    source: weightsSource.parse(row.source),
    sha256: row.weights_sha256,
    corpora: row.corpora,
    firstPassages: (corpusId, count) => readPassages(pool, { id: corpusId, vocabulary }, 0, count),
  };
}

/**
 * The corpus that an SAE is collected over: the one named, unless a file is meant, or the only one there is. Null where
 * `name` is that of a file. Throws BAD_INPUT where nothing says which.
 */
export async function chooseCorpus(
  { id, corpora }: RegisteredModel,
  name: string | undefined,
): Promise<RegisteredCorpus | null> {
  const [first, ...others] = corpora;
  if (name === undefined && first && others.length === 0) return first;
  const named = corpora.find(({ slug }) => slug === name);
  if (named && !(await exists(name ?? ""))) return named;
  if (name !== undefined) return null;
  throw new FeaturescopeError(
    "BAD_INPUT",
    `${id} has ${corpora.length === 0 ? "no corpus" : `${corpora.length} corpora`}.`,
    corpora.length === 0
      ? "Give a text with --corpus."
      : `Name one with --corpus: ${corpora.map(({ slug }) => slug).join(", ")}.`,
  );
}

const exists = (path: string): Promise<boolean> =>
  stat(resolve(path)).then(
    () => true,
    () => false,
  );
