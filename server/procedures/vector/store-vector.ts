import { createHash, randomBytes } from "node:crypto";
import type { PoolClient } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import type { Visibility } from "@/domain/accounts";
import { VECTOR_LIMITS, type MadeVector, type VectorTexts } from "@/domain/vectors";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import type { ViewerAccount } from "../../platform/access/viewer";
import { noteInAudit } from "../../audit";

export interface NewVector {
  saeId: number;
  name: string;
  note: string;
  visibility: Visibility;
  /** Weights that it was made with. */
  sha256: { model: string; sae: string };
  /** Both empty for one that came as numbers. */
  texts: VectorTexts;
  made: MadeVector;
  /** At which its maker steers; null where nothing was said. */
  strength: number | null;
}

/** Keeps a vector that a worker has made. @returns its id @throws FeaturescopeError CONFLICT for too many vectors */
export async function storeVector(owner: ViewerAccount, vector: NewVector): Promise<string> {
  const { saeId, name, note, visibility, sha256, texts, made, strength } = vector;
  const direction = Buffer.from(made.direction, "base64");
  const id = randomBytes(8).toString("base64url").replace(/^[-_]/, "a");
  await inTransaction(getDatabase().pool, async (client) => {
    await requireRoom(client, owner);
    await client.query(
      `INSERT INTO steering_vector (id, owner_id, sae_id, name, note, visibility, model_sha256, sae_sha256, texts,
         direction, sha256, norm, centre, tokens, separation, nearest, strength)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
      [
        ...[id, owner.id, saeId, name, note, visibility],
        ...[sha256.model, sha256.sae, JSON.stringify(texts), direction],
        createHash("sha256").update(direction).digest("hex"),
        ...[made.norm, made.centre, made.tokens, made.separation],
        JSON.stringify({ nearest: made.nearest, opposite: made.opposite }),
        strength,
      ],
    );
    await noteInAudit(client, "vector.make", `vector ${id}`);
  });
  return id;
}

/** @throws FeaturescopeError CONFLICT for too many vectors */
async function requireRoom(client: PoolClient, owner: ViewerAccount): Promise<void> {
  const { rows } = await client.query<{ count: number }>(
    "SELECT count(*)::int FROM steering_vector WHERE owner_id = $1",
    [owner.id],
  );
  if ((rows[0]?.count ?? 0) < VECTOR_LIMITS.own) return;
  throw new FeaturescopeError(
    "CONFLICT",
    `You have ${VECTOR_LIMITS.own} vectors, which is the most.`,
    "Delete one that is not needed any more.",
  );
}
