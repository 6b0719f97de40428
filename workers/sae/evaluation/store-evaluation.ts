import type { Pool } from "pg";
import { saeEvaluation, type SaeEvaluation } from "@/domain/sae-evaluation";

/** Keeps what was found in the place of what was found before. @throws ZodError for what no page could read */
export async function storeEvaluation(pool: Pool, saeId: number, result: SaeEvaluation): Promise<void> {
  await pool.query(
    `INSERT INTO sae_evaluation (sae_id, result) VALUES ($1, $2)
     ON CONFLICT (sae_id) DO UPDATE SET result = $2, created_at = now()`,
    [saeId, JSON.stringify(saeEvaluation.parse(result))],
  );
}
