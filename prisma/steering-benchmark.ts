import { createHash } from "node:crypto";
import type { Pool } from "pg";
import type { BenchmarkResult } from "@/domain/steering-benchmark";
import { inTransaction } from "./transaction";

/** Cells that are written by one statement. */
const TOGETHER = 500;

/**
 * Keeps the result of a benchmark; one that was measured in the very same way before is replaced.
 * @returns its id in `steering_benchmark`
 */
export function storeBenchmark(pool: Pool, saeId: number, result: BenchmarkResult): Promise<number> {
  const { manifest, features, summary, took, cells } = result;
  const sha256 = createHash("sha256").update(JSON.stringify(manifest)).digest("hex");
  return inTransaction(pool, async (client) => {
    await client.query("DELETE FROM steering_benchmark WHERE sae_id = $1 AND manifest_sha256 = $2", [
      saeId,
      sha256,
    ]);
    const { rows } = await client.query<{ id: number }>(
      `INSERT INTO steering_benchmark (sae_id, manifest_sha256, manifest, features, summary, took)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
      [saeId, sha256, ...[manifest, features, summary, took ?? null].map((value) => JSON.stringify(value))],
    );
    const { id } = rows[0] as { id: number };
    for (let from = 0; from < cells.length; from += TOGETHER)
      await client.query(
        `INSERT INTO steering_benchmark_cell (benchmark_id, feature, place, cell)
         SELECT $1, (c.cell ->> 'feature')::int, $2 + c.place - 1, c.cell
         FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS c(cell, place)`,
        [id, from, JSON.stringify(cells.slice(from, from + TOGETHER))],
      );
    return id;
  });
}
