/** Puts what comes under models/ into the database and asks for its dashboards. Run again, it changes nothing. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ClientBase, Pool } from "pg";
import { z } from "zod";
import { PRIORITY_LEVELS, type PriorityLevel } from "@/domain/jobs";
import type { LanguageModelConfig } from "@/domain/models";
import { atLevel } from "@/prisma/queue";
import { inTransaction } from "@/prisma/transaction";
import { dropCollections } from "../dashboards/drop-collections";
import { requestCollection } from "../dashboards/request-collection";
import { PROJECT_ROOT } from "@/domain/project-root";
import { hashFile } from "../files/hashes";
import { readJsonFile } from "../files/json-file";
import { loadModelConfig, loadTokenizer } from "../files/language-model";
import { readLanguageModelManifest, type LanguageModelManifest } from "../files/model-manifest";
import { readNotedCorpus } from "../files/token-corpus";
import { copyPassages } from "../import/copy-passages";
import { requestLabels } from "../labels/request-labels";
import { requestCoactivations, requestDistances, requestMap, requestNeighbours } from "../maps/request-maps";
import { withChat } from "../import/register";
import { registerBenchmarks } from "../steering/benchmark/bundled";
import { readSaelens } from "../sae/formats/saelens";
import { readTraining } from "../sae/read-training";
import { passagesWithin } from "./passages-within";

/** Passages a shard: two to four seconds of work on one core. */
const SHARD_PASSAGES = 64;

const corpusManifest = z.object({
  slug: z.string(),
  title: z.string(),
  writtenBy: z.string(),
  file: z.string(),
  sha256: z.string(),
});

export interface DemoOptions {
  /** Whom the first SAE's dashboards are for; those of the others come last of all. */
  level?: PriorityLevel;
  /** About how many tokens of the corpus are read at first; all when left out. */
  firstTokens?: number;
}

/** @param place of the model's weights (ensureLanguageModel) */
export async function registerDemo(
  pool: Pool,
  modelId: string,
  place: string,
  { level = "demo", firstTokens = Infinity }: DemoOptions = {},
): Promise<void> {
  const manifest = await readLanguageModelManifest(modelId);
  const bare = await loadModelConfig(place);
  const tokenizer = await loadTokenizer(place, bare);
  const config = withChat(bare, tokenizer);
  const { corpusId, saeIds } = await inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(hashtext('register'), hashtext($1))", [modelId]);
    await registerModel(client, manifest, config, tokenizer.pieces);
    return {
      corpusId: await registerCorpus(client, modelId, config),
      saeIds: await registerSaes(client, manifest),
    };
  });
  // what somebody asks for meanwhile comes before all of it, and the first SAE is complete before the others
  const passages = await passagesWithin(pool, corpusId, firstTokens);
  for (const [i, saeId] of saeIds.entries())
    await atLevel(PRIORITY_LEVELS[i === 0 ? level : "extras"], () =>
      requestSae(pool, saeId, corpusId, passages),
    );
}

async function requestSae(
  pool: Pool,
  saeId: number,
  corpusId: number,
  passages: number | null,
): Promise<void> {
  await requestNeighbours(pool, saeId);
  await requestMap(pool, saeId);
  const collection = await requestCollection(pool, {
    saeId,
    corpusId,
    settings: { shardPassages: SHARD_PASSAGES, passages },
  });
  await requestCoactivations(pool, collection.id);
  await requestDistances(pool, collection.id);
  await requestLabels(pool, collection.id);
}

async function registerModel(
  client: ClientBase,
  manifest: LanguageModelManifest,
  config: LanguageModelConfig,
  pieces: readonly string[],
): Promise<void> {
  await client.query(
    `INSERT INTO language_model (id, title, family, config, source, weights_sha256) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (id) DO UPDATE SET title = $2, family = $3, config = $4, source = $5, weights_sha256 = $6`,
    [
      manifest.id,
      manifest.title,
      manifest.family,
      JSON.stringify(config),
      JSON.stringify(manifest.source),
      manifest.checkpoint.sha256,
    ],
  );
  await client.query(
    `INSERT INTO vocabulary (model_id, pieces) VALUES ($1, $2) ON CONFLICT (model_id) DO UPDATE SET pieces = $2`,
    [manifest.id, pieces],
  );
}

async function registerCorpus(
  client: ClientBase,
  modelId: string,
  config: LanguageModelConfig,
): Promise<number> {
  const folder = join(PROJECT_ROOT, "models", modelId, "corpus");
  const manifest = await readJsonFile(join(folder, "manifest.json"), corpusManifest);
  const known = await client.query<{ id: number }>(
    "SELECT id FROM corpus WHERE model_id = $1 AND slug = $2 AND sha256 = $3",
    [modelId, manifest.slug, manifest.sha256],
  );
  if (known.rows[0]) return known.rows[0].id;

  const passages = await readNotedCorpus(join(folder, manifest.file), config);
  const tokens = passages.reduce((sum, { ids }) => sum + ids.length - 1, 0);
  // Dashboards of an older text under this name go with it.
  const old = await client.query<{ id: number }>(
    `SELECT c.id FROM collection c JOIN corpus ON corpus.id = c.corpus_id WHERE corpus.model_id = $1 AND corpus.slug = $2`,
    [modelId, manifest.slug],
  );
  await dropCollections(
    client,
    old.rows.map(({ id }) => id),
  );
  await client.query("DELETE FROM corpus WHERE model_id = $1 AND slug = $2", [modelId, manifest.slug]);
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO corpus (model_id, slug, title, written_by, sha256, passages, tokens)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
    [modelId, manifest.slug, manifest.title, manifest.writtenBy, manifest.sha256, passages.length, tokens],
  );
  const id = rows[0]?.id ?? 0;
  await copyPassages(client, id, passages, config.vocabulary);
  return id;
}

/** SAEs are the folders beside the corpus: first the one that the manifest names, then wide ones before narrow ones. */
async function registerSaes(
  client: ClientBase,
  { id: modelId, firstSae }: LanguageModelManifest,
): Promise<number[]> {
  const root = join(PROJECT_ROOT, "models", modelId);
  const folders = (await readdir(root, { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && entry.name !== "corpus",
  );
  const saes = await Promise.all(
    folders.map(async ({ name }) => {
      const sha256 = await hashFile(join(root, name, "sae_weights.safetensors"), "sha256", "hex");
      const { config } = await readSaelens(join(root, name));
      return { name, training: await readTraining(join(root, name), config.dSae), sha256, config };
    }),
  );
  const isFirst = ({ name }: { name: string }) => Number(name === firstSae);
  saes.sort(
    (a, b) => isFirst(b) - isFirst(a) || b.config.dSae - a.config.dSae || a.name.localeCompare(b.name),
  );
  const ids: number[] = [];
  for (const { name, training, sha256, config } of saes) {
    const source = JSON.stringify({ kind: "bundled", folder: `${modelId}/${name}` });
    const { rows } = await client.query<{ id: number }>(
      `INSERT INTO sae (model_id, slug, hook_name, architecture, d_in, d_sae, source, weights_sha256, training, prefixes)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (model_id, slug) DO UPDATE SET hook_name = $3, architecture = $4, d_in = $5, d_sae = $6, source = $7,
         weights_sha256 = $8, training = $9, prefixes = $10
       RETURNING id`,
      [
        modelId,
        name,
        config.hookName,
        config.architecture,
        config.dIn,
        config.dSae,
        source,
        sha256,
        JSON.stringify(training),
        config.prefixes ?? [],
      ],
    );
    const id = rows[0]?.id ?? 0;
    await registerBenchmarks(client, id, sha256, join(root, name));
    ids.push(id);
  }
  return ids;
}
