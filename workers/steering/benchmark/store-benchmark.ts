import type { ClientBase, Pool } from "pg";
import type { BenchmarkAudit } from "@/domain/steering-audit";
import type { BenchmarkResult } from "@/domain/steering-benchmark";
import { inTransaction } from "@/prisma/transaction";
import { manifestHash } from "./run-benchmark";

/** Cells that are written by one statement. */
const CELLS_TOGETHER = 2_000;

/** Stores a result in the place of one with the same manifest; its id. */
export async function storeBenchmark(pool: Pool, saeId: number, result: BenchmarkResult): Promise<number> {
  return inTransaction(pool, (client) => insertBenchmark(client, saeId, result));
}

/** The same in the caller's transaction. */
export async function insertBenchmark(
  client: ClientBase,
  saeId: number,
  { cells, ...rest }: BenchmarkResult,
): Promise<number> {
  const hash = manifestHash(rest.manifest);
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO steering_benchmark (sae_id, manifest_hash, result) VALUES ($1, $2, $3)
     ON CONFLICT (sae_id, manifest_hash) DO UPDATE SET result = $3 RETURNING id`,
    [saeId, hash, JSON.stringify(rest)],
  );
  const id = rows[0]?.id ?? 0;
  await client.query("DELETE FROM steering_benchmark_cell WHERE benchmark_id = $1", [id]);
  for (let first = 0; first < cells.length; first += CELLS_TOGETHER)
    await client.query(
      `INSERT INTO steering_benchmark_cell (benchmark_id, feature, arm, dose, prompt, cell)
       SELECT $1, (cell->>'feature')::int, cell->>'arm', (cell->>'dose')::float8, (cell->>'prompt')::int2, cell
       FROM jsonb_array_elements($2::jsonb) AS cell`,
      [id, JSON.stringify(cells.slice(first, first + CELLS_TOGETHER))],
    );
  return id;
}

/** Audits are only ever added to. */
export async function storeAudit(pool: Pool, audit: BenchmarkAudit): Promise<void> {
  await pool.query("INSERT INTO steering_audit (manifest_hash, audit) VALUES ($1, $2)", [
    audit.manifestHash,
    JSON.stringify(audit),
  ]);
}
