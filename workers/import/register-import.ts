import { basename, extname } from "node:path";
import type { Pool } from "pg";
import type { ImportRequest } from "@/domain/imports";
import type { SaeConfig } from "@/domain/models";
import { inTransaction } from "@/prisma/transaction";
import { requestCollection } from "../dashboards/request-collection";
import type { PreparedImport } from "./prepare";
import { registerCorpus, registerModel, registerSae } from "./register";

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
  { known, config, source, sha256, pieces, sae: found, corpus, passages }: PreparedImport,
): Promise<RegisteredImport> {
  const place = basename(request.model.replace(/@.*$/, "")).replace(/\.gguf$/i, "");
  const model = known?.id ?? slugOf(request.name ?? place);
  const slug = slugOf(request.saeName ?? (found ? nameOf(found.config) : ""));
  const { saeId, corpusId } = await inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(hashtext('register'), hashtext($1))", [model]);
    const title = request.name ?? place;
    if (!known) await registerModel(client, { id: model, title, config, source, sha256, pieces });
    const saeId = found ? await registerSae(client, { modelId: model, slug, ...found }) : null;
    if (!passages || !request.corpus) return { saeId, corpusId: corpus?.id ?? null };
    const file = basename(request.corpus);
    const corpusId = await registerCorpus(client, {
      modelId: model,
      slug: slugOf(request.corpusName ?? basename(file, extname(file))),
      title: request.corpusName ?? file,
      writtenBy: file,
      passages,
      vocabulary: config.vocabulary,
    });
    return { saeId, corpusId };
  });
  const registered = { model, sae: found ? slug : null };
  if (saeId === null || corpusId === null) return { ...registered, collection: null };
  const settings = { shardPassages: SHARD_PASSAGES, passages: null };
  const { id } = await requestCollection(pool, { saeId, corpusId, settings }, { again: true });
  return { ...registered, collection: id };
}

/** A name for addresses. */
const slugOf = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "") || "unnamed";

/** "5-resid-post-24k": layer, site and size. */
function nameOf(config: SaeConfig): string {
  const site = config.hookName.replace(/^blocks\./, "").replace(/\.?hook_|[._]/g, "-");
  const size = config.dSae >= 1000 ? `${Math.round(config.dSae / 1024)}k` : String(config.dSae);
  return `${site}-${config.output ? "transcoder-" : ""}${size}`;
}
