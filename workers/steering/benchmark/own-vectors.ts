import type { Pool } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import type { BenchmarkVector } from "@/domain/steering-benchmark";
import type { CollectionTarget } from "../../dashboards/collection-target";

/** A saved vector that is to stand beside a feature. */
export interface VectorBeside {
  feature: number;
  /** The last part of /vectors/{id}. */
  vector: string;
}

/**
 * Saved vectors (domain/vectors.ts) for the vector arm.
 * @throws FeaturescopeError NOT_FOUND for one that is not there, CONFLICT for one of another model or hook
 */
export async function readOwnVectors(
  pool: Pool,
  target: Pick<CollectionTarget, "saeId" | "sae">,
  wanted: readonly VectorBeside[],
): Promise<BenchmarkVector[]> {
  const { rows } = await pool.query<{ id: string; name: string; direction: Buffer; fits: boolean }>(
    `SELECT v.id, v.name, v.direction, v.model_sha256 = $3 AND made.hook_name = own.hook_name AS fits
     FROM steering_vector v JOIN sae made ON made.id = v.sae_id, sae own
     WHERE v.id = ANY($1) AND own.id = $2`,
    [wanted.map(({ vector }) => vector), target.saeId, target.sae.model.sha256],
  );
  return wanted.map(({ feature, vector }) => {
    const row = rows.find(({ id }) => id === vector);
    if (!row)
      throw new FeaturescopeError(
        "NOT_FOUND",
        `There is no vector ${vector}.`,
        "Take the last part of its address, /vectors/...",
      );
    if (!row.fits)
      throw new FeaturescopeError(
        "CONFLICT",
        `“${row.name}” was made with other weights of the model or at another hook than this SAE's.`,
        "Make it again from its texts at this SAE.",
      );
    return { feature, name: row.name, direction: row.direction.toString("base64") };
  });
}
