import type { Pool } from "pg";
import type { Distance, DistanceWeights, HeldOutCoherence } from "@/domain/distances";
import { FeaturescopeError } from "@/domain/errors";
import { weightsSource } from "@/domain/models";
import { copyRows } from "@/prisma/copy";
import { inTransaction } from "@/prisma/transaction";
import type { SaeRef } from "../compute/api";
import type { Largest } from "./largest";
import type { NearestRows } from "./nearest-directions";

/** An SAE whose directions can be compared. */
export interface ComparedSae {
  id: number;
  dSae: number;
  ref: SaeRef;
}

/**
 * The SAE and every SAE of its model that reads the same number of dimensions, itself included.
 * @throws FeaturescopeError NOT_FOUND when the SAE is gone
 */
export async function listComparable(
  pool: Pool,
  saeId: number,
): Promise<{ sae: ComparedSae; all: ComparedSae[] }> {
  const { rows } = await pool.query<{
    id: number;
    d_sae: number;
    source: unknown;
    weights_sha256: string;
    model_source: unknown;
    model_sha256: string;
  }>(
    `SELECT o.id, o.d_sae, o.source, o.weights_sha256, m.source AS model_source, m.weights_sha256 AS model_sha256
     FROM sae s JOIN sae o ON o.model_id = s.model_id AND o.d_in = s.d_in
       JOIN language_model m ON m.id = s.model_id
     WHERE s.id = $1 ORDER BY o.id`,
    [saeId],
  );
  const all = rows.map((row) => ({
    id: row.id,
    dSae: row.d_sae,
    ref: {
      source: weightsSource.parse(row.source),
      sha256: row.weights_sha256,
      model: { source: weightsSource.parse(row.model_source), sha256: row.model_sha256 },
    },
  }));
  const sae = all.find(({ id }) => id === saeId);
  if (sae) return { sae, all };
  throw new FeaturescopeError("NOT_FOUND", `There is no SAE ${saeId}.`, "It was removed meanwhile.");
}

/** Whether the table of these weights is there. */
export async function hasNeighbours(pool: Pool, from: ComparedSae, to: ComparedSae): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT 1 FROM neighbour_table
     WHERE sae_id = $1 AND other_id = $2 AND metric = 'direction' AND sae_sha256 = $3 AND other_sha256 = $4`,
    [from.id, to.id, from.ref.sha256, to.ref.sha256],
  );
  return rowCount === 1;
}

const COLUMNS = [
  ["sae_id", "int4"],
  ["other_id", "int4"],
  ["metric", "text"],
  ["feature", "int4"],
  ["nearest", "int4"],
  ["ids", "int4[]"],
  ["cosines", "float4[]"],
] as const;

/**
 * Writes the table of decoder directions in one transaction, in place of an older one.
 * @param found in order of features
 */
export async function writeNeighbours(
  pool: Pool,
  from: ComparedSae,
  to: ComparedSae,
  found: readonly NearestRows[],
): Promise<void> {
  await inTransaction(pool, async (client) => {
    // of two workers that computed the same table the later one replaces what the other wrote
    await client.query("SELECT pg_advisory_xact_lock(hashtext('neighbours'), $1)", [from.id]);
    await client.query(
      "DELETE FROM neighbour_table WHERE sae_id = $1 AND other_id = $2 AND metric = 'direction'",
      [from.id, to.id],
    );
    await client.query(
      "INSERT INTO neighbour_table (sae_id, other_id, sae_sha256, other_sha256) VALUES ($1, $2, $3, $4)",
      [from.id, to.id, from.ref.sha256, to.ref.sha256],
    );
    await copyRows(client, "neighbour", COLUMNS, neighbourRows(from, to, found));
  });
}

function* neighbourRows(from: ComparedSae, to: ComparedSae, found: readonly NearestRows[]) {
  let feature = 0;
  for (const { ids, cosines, each } of found) {
    if (each === 0) return; // an SAE of one feature
    for (let at = 0; at < ids.length; at += each, feature++) {
      const own = ids.subarray(at, at + each);
      yield [
        from.id,
        to.id,
        "direction",
        feature,
        own[0] as number,
        own,
        cosines.subarray(at, at + each),
      ] as const;
    }
  }
}

/** What a table of neighbours inside one SAE was computed from. */
export interface DistanceSource {
  saeId: number;
  sha256: string;
  collectionId: number;
}

/** The distances of an SAE that have been computed from this collection and these weights. */
export async function listDistances(pool: Pool, source: DistanceSource): Promise<Set<Distance>> {
  const { rows } = await pool.query<{ metric: Distance }>(
    `SELECT metric FROM neighbour_table
     WHERE sae_id = $1 AND other_id = $1 AND sae_sha256 = $2 AND collection_id = $3`,
    [source.saeId, source.sha256, source.collectionId],
  );
  return new Set(rows.map(({ metric }) => metric));
}

/** Writes the neighbours by a distance in one transaction, in place of older ones; features without any have no row. */
export async function writeDistance(
  pool: Pool,
  { saeId, sha256, collectionId }: DistanceSource,
  distance: Distance,
  found: readonly Largest[],
  facts: { weights: DistanceWeights | null; coherence: HeldOutCoherence | null },
): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(hashtext('neighbours'), $1)", [saeId]);
    await client.query("DELETE FROM neighbour_table WHERE sae_id = $1 AND other_id = $1 AND metric = $2", [
      saeId,
      distance,
    ]);
    await client.query(
      `INSERT INTO neighbour_table (sae_id, other_id, metric, sae_sha256, other_sha256, collection_id, weights, coherence)
       VALUES ($1, $1, $2, $3, $3, $4, $5, $6)`,
      [saeId, distance, sha256, collectionId, facts.weights, facts.coherence],
    );
    await copyRows(
      client,
      "neighbour",
      COLUMNS,
      found.flatMap(({ ids, cosines }, feature) =>
        ids.length === 0 ? [] : [[saeId, saeId, distance, feature, ids[0] as number, ids, cosines] as const],
      ),
    );
  });
}

/** Notes how coherent the decoder directions are on a collection, beside their neighbours. */
export async function noteDirectionCoherence(
  pool: Pool,
  { saeId, sha256, collectionId }: DistanceSource,
  coherence: HeldOutCoherence | null,
): Promise<void> {
  await pool.query(
    `UPDATE neighbour_table SET coherence = $3, collection_id = $4
     WHERE sae_id = $1 AND other_id = $1 AND metric = 'direction' AND sae_sha256 = $2`,
    [saeId, sha256, coherence, collectionId],
  );
}
