import { mkdir, chmod } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { startPostgres } from "@/cli/postgres";
import { Random } from "@/domain/random";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { copyRows } from "@/prisma/copy";
import { migrateDatabase } from "@/prisma/migrate";
import embedLabels from "@/workers/jobs/embed-labels";
import { hasWorker } from "@/server/platform/worker-rpc/queries";
import { importLabels } from "@/workers/labels/import-labels";
import { VECTOR_WIDTH } from "@/workers/search/embedding-model";
import { innerProduct, packVector, unpackVector } from "@/workers/search/vector-codec";
import { writeBareSae } from "../../tests/support/labelled-sae";
import { runProgram, until } from "../../tests/support/program";
import { readRealLabels, REAL_SAE } from "../../tests/support/real-labels";
import { timed } from "../rounds";

const WORKER_MS = 60_000;

/** A database of its own with real labels, and a worker that answers. */
export interface SearchDatabase {
  pool: pg.Pool;
  saeId: number;
  /** Seconds to read 17,008 labels for their meaning on one thread. */
  embedding: number;
  close(): Promise<void>;
}

export async function openSearchDatabase(folder: string, labels: string): Promise<SearchDatabase> {
  const data = join(folder, "search");
  await mkdir(data);
  await chmod(data, 0o755);
  const server = await startPostgres(data);
  await migrateDatabase(server.url);
  process.env.DATABASE_URL = server.url;
  const { pool, prisma } = getDatabase();
  const saeId = await writeBareSae(pool, REAL_SAE);
  await importLabels(pool, { saeId, dSae: REAL_SAE.features }, readRealLabels(labels));
  const embedding = await timed(() =>
    embedLabels(
      { jobId: crypto.randomUUID() },
      {
        pool,
        prisma,
        workerId: "bench",
        signal: new AbortController().signal,
        report: () => undefined,
        remark: () => Promise.resolve(),
        notify: () => Promise.resolve(),
      },
    ),
  );
  await pool.query("VACUUM ANALYZE");
  const worker = runProgram(["workers/main.ts", "--lane", "interactive"], { DATABASE_URL: server.url });
  await until("the worker", () => hasWorker("interactive"), WORKER_MS);
  return {
    pool,
    saeId,
    embedding,
    close: async () => {
      worker.process.kill("SIGTERM");
      await worker.ended;
      await closeDatabase();
      await server.stop();
    },
  };
}

/** SAEs beside the real one, to about half a million labels. */
const GROWN_SAES = 30;
/** Length of the random part of a made vector. */
const NOISE = 0.3;

/**
 * Adds labels that are the first half of one real label and the second of another. Their vectors are made of those of
 * the two: reading half a million texts takes an hour, and a scan does not care.
 */
export async function growLabels(pool: pg.Pool, saes = GROWN_SAES): Promise<void> {
  const { rows } = await pool.query<{ text: string; vector: Buffer }>(
    "SELECT l.text, v.vector FROM label l JOIN text_vector v ON v.key = md5(l.text)::uuid ORDER BY l.id",
  );
  const real = rows.map(({ text, vector }) => ({ words: text.split(" "), vector: unpackVector(vector) }));
  const random = new Random(3, 500);
  const pick = () => real[random.integer() % real.length] ?? { words: [], vector: new Float32Array() };
  for (let sae = 0; sae < saes; sae++) {
    const saeId = await writeBareSae(pool, { ...REAL_SAE, sae: `grown-${sae}` });
    const made = Array.from({ length: REAL_SAE.features }, () => {
      const [a, b] = [pick(), pick()];
      const words = [
        ...a.words.slice(0, Math.ceil(a.words.length / 2)),
        ...b.words.slice(Math.floor(b.words.length / 2)),
      ];
      return { text: words.join(" "), vector: between(a.vector, b.vector, random) };
    });
    const client = await pool.connect();
    await client.query("CREATE TEMPORARY TABLE made (feature int, text text, vector bytea)");
    await copyRows(
      client,
      "made",
      [
        ["feature", "int4"],
        ["text", "text"],
        ["vector", "bytea"],
      ],
      made.map(({ text, vector }, feature) => [feature, text, packVector(vector)] as const),
    );
    await client.query(
      `INSERT INTO label (sae_id, feature, text, method, shown) SELECT $1, feature, text, 'import', true FROM made`,
      [saeId],
    );
    await client.query(
      "INSERT INTO text_vector (key, vector) SELECT md5(text)::uuid, vector FROM made ON CONFLICT DO NOTHING",
    );
    await client.query("DROP TABLE made");
    client.release();
  }
  await pool.query("VACUUM ANALYZE");
  // otherwise the server writes back for a minute what was written here, beside the searches
  await pool.query("CHECKPOINT");
}

function between(a: Float32Array, b: Float32Array, random: Random): Float32Array {
  const sum = Float32Array.from({ length: VECTOR_WIDTH }, (_, i) => {
    const noise = (random.uniform() - 0.5) * Math.sqrt(12 / VECTOR_WIDTH) * NOISE;
    return ((a[i] ?? 0) + (b[i] ?? 0)) / 2 + noise;
  });
  const norm = Math.sqrt(innerProduct(sum, sum)) || 1;
  return sum.map((value) => value / norm);
}
