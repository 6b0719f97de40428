/** Workers of its own that collect the first passages of the demo's corpus with a small SAE of random directions. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll } from "vitest";
import type { Lane, TaskName } from "@/domain/jobs";
import type { LeftOutRule } from "@/domain/left-out";
import type { SaeConfig } from "@/domain/models";
import { packTokens } from "@/domain/passages";
import { endJob } from "@/prisma/jobs";
import { inTransaction } from "@/prisma/transaction";
import { requestCollection } from "@/workers/dashboards/request-collection";
import { PROJECT_ROOT } from "@/domain/project-root";
import { hashFile } from "@/workers/files/hashes";
import { readLanguageModelManifest } from "@/workers/files/model-manifest";
import { readTokenCorpus } from "@/workers/files/token-corpus";
import type { HostTensor } from "@/workers/engine/ops";
import { registerModel } from "@/workers/import/register";
import { writeSaelens } from "@/workers/sae/formats/saelens";
import { randomControl, withThreshold } from "@/workers/sae/training/random-control";
import { loadDemoModel } from "../unit/engine/demo-model";
import { runProgram, type Program } from "./program";
import { temporaryFolder, type TemporaryFolder } from "./temporary-folder";
import type { useTestDatabase } from "./test-database";

/** So few and so short that what follows a collection, which reads them again and again, is done in seconds. */
export const PASSAGES = 24;
const PASSAGE_TOKENS = 96;
export const SHARD_PASSAGES = 2;
export const FEATURES = 300; // not a multiple of a block

const FOLLOWING: readonly TaskName[] = [
  "measure-quality",
  "count-coactivations",
  "compute-neighbours",
  "compare-features",
  "label-features",
  "lay-out-map",
];

/** What a collection came to: its rows, and one hash of all of them. */
export interface Digest {
  features: number;
  examples: number;
  sha256: string;
}

interface Shape {
  features?: number;
  /** Passages of the corpus that are collected, and how much of each. */
  length?: number;
  tokens?: number;
  /** What becomes of the random weights, each tensor in its place. */
  change?: (weights: Map<string, HostTensor>) => void;
}

/** Registers model and SAE before the tests of a file, and ends its workers after them. */
export function useSmallSae(
  database: ReturnType<typeof useTestDatabase>,
  { features = FEATURES, length = PASSAGES, tokens = PASSAGE_TOKENS, change }: Shape = {},
) {
  let folder: TemporaryFolder;
  let passages: Uint16Array[];
  let saeId: number;
  const programs: Program[] = [];

  beforeAll(async () => {
    folder = await temporaryFolder("collection test");
    const manifest = await readLanguageModelManifest("stories15m");
    const model = await loadDemoModel();
    const corpus = await readTokenCorpus(
      join(PROJECT_ROOT, "models/stories15m/corpus/tokens.u16"),
      model.config,
    );
    passages = corpus.slice(0, length).map((ids) => ids.slice(0, tokens));

    const { width } = model.config;
    const config: SaeConfig = {
      architecture: "jumprelu",
      dIn: width,
      dSae: features,
      hookName: "blocks.3.hook_resid_post",
      subtractDecoderBias: true,
      prefixes: features > 8 ? [Math.floor(features / 8)] : undefined,
    };
    const random = randomControl({ config, weights: new Map() }, new Float32Array(width), 5);
    const sparse = withThreshold(random, 0.6);
    const weights = new Map(sparse.weights);
    change?.(weights);
    await writeSaelens(folder.path, { ...sparse, weights });
    await inTransaction(database.pool, (client) =>
      registerModel(client, {
        ...manifest,
        config: model.config,
        sha256: manifest.checkpoint.sha256,
        pieces: model.tokenizer.pieces,
      }),
    );
    const sae = await database.pool.query<{ id: number }>(
      `INSERT INTO sae (model_id, slug, hook_name, architecture, d_in, d_sae, source, weights_sha256, prefixes)
       VALUES ($1, $8, $2, $3, $4, $5, $6, $7, $9) RETURNING id`,
      [
        manifest.id,
        config.hookName,
        config.architecture,
        config.dIn,
        config.dSae,
        JSON.stringify({ kind: "directory", path: folder.path }),
        await hashFile(join(folder.path, "sae_weights.safetensors"), "sha256", "hex"),
        features === FEATURES ? "random" : `random-${features}`,
        config.prefixes ?? [],
      ],
    );
    saeId = sae.rows[0]?.id ?? 0;
  });

  afterAll(async () => {
    for (const { process } of programs) process.kill("SIGKILL");
    await folder.remove();
  });

  function startWorker(lane: Lane = "batch", env: Record<string, string> = {}): Program {
    const program = runProgram(["workers/main.ts", "--lane", lane], { DATABASE_URL: database.url, ...env });
    programs.push(program);
    return program;
  }

  /** Asks for a collection of the same passages under another corpus's name and returns its id. */
  async function request(
    name: string,
    {
      texts = passages,
      rule,
      read = null,
    }: { texts?: Uint16Array[]; rule?: LeftOutRule; read?: number | null } = {},
  ): Promise<number> {
    const { rows } = await database.pool.query<{ id: number }>(
      `INSERT INTO corpus (model_id, slug, title, written_by, sha256, passages, tokens)
       VALUES ('stories15m', $1, $1, 'stories15m', $1, $2, $3) RETURNING id`,
      [name, texts.length, texts.reduce((sum, ids) => sum + ids.length - 1, 0)],
    );
    const corpusId = rows[0]?.id ?? 0;
    for (const [index, ids] of texts.entries()) {
      await database.pool.query("INSERT INTO passage (corpus_id, index, tokens) VALUES ($1, $2, $3)", [
        corpusId,
        index,
        packTokens(ids, 32000),
      ]);
    }
    const settings = { shardPassages: SHARD_PASSAGES, passages: read };
    const { id } = await requestCollection(database.pool, { saeId, corpusId, settings });
    if (rule)
      await database.pool.query("UPDATE collection SET left_out = $2 WHERE id = $1", [
        id,
        JSON.stringify(rule),
      ]);
    return id;
  }

  /** Collects the same passages under another corpus's name and returns the collection's id. */
  async function collect(
    name: string,
    workers: number,
    kill: boolean,
    texts: Parameters<typeof request>[1] = {},
  ): Promise<number> {
    const id = await request(name, texts);
    const running = Array.from({ length: workers }, () => startWorker());
    let victim = kill ? running[0] : undefined;
    for (;;) {
      await sleep(100);
      const { rows: states } = await database.pool.query<{
        state: string;
        shards_done: number;
        error: string | null;
      }>("SELECT state, shards_done, error FROM collection WHERE id = $1", [id]);
      const now = states[0];
      if (victim && (now?.shards_done ?? 0) >= 2) {
        victim.process.kill("SIGKILL");
        victim = undefined;
      }
      if (now?.state === "failed") throw new Error(now.error ?? "failed");
      if (now?.state === "done") break;
    }
    for (const { process } of running) process.kill("SIGTERM");
    await Promise.all(running.map(({ ended }) => ended));
    return id;
  }

  /** Ends what waits of these tasks, or of all that follow a collection: most tests look at little of that. */
  async function leaveOut(...named: TaskName[]): Promise<void> {
    const tasks = named.length > 0 ? named : FOLLOWING;
    const end = { state: "cancelled", error: null, hint: null } as const;
    await inTransaction(database.pool, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        "SELECT id FROM job WHERE kind = ANY($1) AND state IN ('queued', 'running')",
        [tasks],
      );
      for (const { id } of rows) await endJob(client, id, end);
      await client.query(
        `SELECT count(*) FROM graphile_worker.complete_jobs(ARRAY(
           SELECT id FROM graphile_worker.jobs WHERE task_identifier = ANY($1) AND locked_at IS NULL))`,
        [tasks],
      );
    });
  }

  async function digest(collectionId: number): Promise<Digest> {
    const columns = { feature: "index", activation: "feature, band, rank" };
    const hash = createHash("sha256");
    const counts: number[] = [];
    for (const [table, order] of Object.entries(columns)) {
      const { rows } = await database.pool.query<Record<string, unknown>>(
        `SELECT * FROM ${table} WHERE collection_id = $1 ORDER BY ${order}`,
        [collectionId],
      );
      for (const row of rows) hash.update(JSON.stringify({ ...row, collection_id: null }));
      counts.push(rows.length);
    }
    return { features: counts[0] ?? 0, examples: counts[1] ?? 0, sha256: hash.digest("hex") };
  }

  return {
    get id() {
      return saeId;
    },
    get folder() {
      return folder.path;
    },
    get passages() {
      return passages;
    },
    startWorker,
    request,
    collect,
    leaveOut,
    digest,
  };
}
