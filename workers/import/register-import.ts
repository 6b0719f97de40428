import { basename, extname } from "node:path";
import type { ClientBase, Pool } from "pg";
import type { ImportRequest } from "@/domain/imports";
import type { SaeConfig } from "@/domain/models";
import { hashSuffix, slugOf } from "@/domain/names";
import { inTransaction } from "@/prisma/transaction";
import { requestCollection } from "../dashboards/request-collection";
import { modelTitle } from "./model-title";
import type { PreparedImport } from "./prepare";
import { hashCorpus, registerCorpus, registerModel, registerSae } from "./register";

const SHARD_PASSAGES = 64;

export interface RegisteredImport {
  model: string;
  sae: string | null;
  /** The SAE's collection, queued; null without SAE or corpus. */
  collection: number | null;
}

/** Puts what was prepared into the database and queues its collection. Run again, it changes nothing. */
export async function registerImport(
  pool: Pool,
  request: ImportRequest,
  { known, config, source, sha256, pieces, sae: found, corpus, passages, length }: PreparedImport,
): Promise<RegisteredImport> {
  const title = modelTitle(request);
  const model = known?.id ?? slugOf(title) ?? `model-${hashSuffix(sha256)}`;
  const { sae, corpusId } = await inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(hashtext('register'), hashtext($1))", [model]);
    if (!known) await registerModel(client, { id: model, title, config, source, sha256, pieces });
    const sae = found ? await registerFound(client, model, found, request.saeName) : null;
    if (!passages || !request.corpus) return { sae, corpusId: corpus?.id ?? null };
    const file = basename(request.corpus);
    const toRegister = { modelId: model, writtenBy: file, passages, vocabulary: config.vocabulary };
    const hash = hashCorpus(toRegister);
    const names = corpusNames({ file, name: request.corpusName, length, hash });
    const taken = "SELECT slug, sha256 FROM corpus WHERE model_id = $1";
    const slug = await freeName(client, taken, model, names, hash);
    const corpusTitle = request.corpusName ?? titleOf(file, slug === names[0] ? null : length);
    return { sae, corpusId: await registerCorpus(client, { ...toRegister, slug, title: corpusTitle }) };
  });
  const registered = { model, sae: sae?.slug ?? null };
  if (sae === null || corpusId === null) return { ...registered, collection: null };
  const settings = { shardPassages: SHARD_PASSAGES, passages: null };
  const { id } = await requestCollection(pool, { saeId: sae.id, corpusId, settings }, { again: true });
  return { ...registered, collection: id };
}

/**
 * The SAE under the name that is asked for, which must be its own, or under its site and size, with its hash behind them
 * where another SAE is called so.
 */
async function registerFound(
  client: ClientBase,
  model: string,
  found: NonNullable<PreparedImport["sae"]>,
  name: string | undefined,
): Promise<{ id: number; slug: string }> {
  const suffix = hashSuffix(found.sha256);
  const site = nameOf(found.config);
  const names = name === undefined ? [site, `${site}-${suffix}`] : [slugOf(name) ?? `sae-${suffix}`];
  const taken = "SELECT slug, weights_sha256 AS sha256 FROM sae WHERE model_id = $1";
  const slug = await freeName(client, taken, model, names, found.sha256);
  return { id: await registerSae(client, { modelId: model, slug, ...found }), slug };
}

interface CorpusIdentity {
  file: string;
  /** As it is asked for. */
  name: string | undefined;
  /** Tokens of a passage, where it was cut here. */
  length: number | null;
  hash: string;
}

/** That of the file, and where others are called so, with what sets this one apart. */
function corpusNames({ file, name, length, hash }: CorpusIdentity): string[] {
  const suffix = hashSuffix(hash);
  const slug = slugOf(name ?? fileTitle(file)) ?? `corpus-${suffix}`;
  if (name !== undefined) return [slug];
  return [slug, ...(length === null ? [] : [`${slug}-${length}`]), `${slug}-${suffix}`];
}

/** "stories" of "stories.jsonl.gz". */
const fileTitle = (file: string): string => {
  const name = file.replace(/@.*$/, "").replace(/\.(gz|gzip|zst|zstd)$/i, "");
  return basename(name, extname(name));
};

const titleOf = (file: string, length: number | null) =>
  length === null ? file : `${file}, ${length} tokens a passage`;

/** The first of the names that is free or belongs to the same content; the last where all are others'. */
async function freeName(
  client: ClientBase,
  query: string,
  model: string,
  names: readonly string[],
  sha256: string,
): Promise<string> {
  const { rows } = await client.query<{ slug: string; sha256: string }>(query, [model]);
  const taken = new Map(rows.map((row) => [row.slug, row.sha256]));
  const own = names.find((name) => taken.get(name) === sha256) ?? names.find((name) => !taken.has(name));
  return own ?? names[names.length - 1] ?? "";
}

/** "5-resid-post-24k": layer, site and size. */
function nameOf(config: SaeConfig): string {
  const site = config.hookName.replace(/^blocks\./, "").replace(/\.?hook_|[._]/g, "-");
  const size = config.dSae >= 1000 ? `${Math.round(config.dSae / 1024)}k` : String(config.dSae);
  return `${site}-${config.output ? "transcoder-" : ""}${size}`;
}
