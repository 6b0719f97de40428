import type { PoolClient } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { controls } from "../../platform/access/rules";
import { findVector, type VectorDetails } from "./queries";

/** @throws FeaturescopeError NOT_FOUND when there is no such vector for the viewer */
export async function requireVector(id: string): Promise<VectorDetails> {
  const vector = await findVector(id);
  if (vector) return vector;
  throw unknownVector(id);
}

export function unknownVector(id: string): FeaturescopeError {
  return new FeaturescopeError(
    "NOT_FOUND",
    `There is no vector “${id.slice(0, 40)}” here.`,
    "It may be private, or its owner may have deleted it.",
  );
}

/**
 * Does `work` on a vector of the viewer's own, alone, with its version.
 * @throws FeaturescopeError NOT_FOUND; FORBIDDEN for somebody else's
 */
export async function changeOwnVector(
  id: string,
  work: (client: PoolClient, version: number) => Promise<void>,
): Promise<void> {
  if (!controls(await requireVector(id)))
    throw new FeaturescopeError(
      "FORBIDDEN",
      "This vector is somebody else’s.",
      "Make one of your own from the same texts.",
    );
  await inTransaction(getDatabase().pool, async (client) => {
    const { rows } = await client.query<{ version: number }>(
      "SELECT version FROM steering_vector WHERE id = $1 FOR UPDATE",
      [id],
    );
    if (!rows[0])
      throw new FeaturescopeError("NOT_FOUND", "This vector has just been deleted.", "Make another one.");
    await work(client, rows[0].version);
  });
}
