import { createHash, randomBytes } from "node:crypto";
import type { PoolClient } from "pg";
import type { Visibility } from "@/domain/accounts";
import { FeaturescopeError } from "@/domain/errors";
import type { SaeAddress } from "@/domain/urls";
import { VECTOR_LIMITS, madeVector, type VectorTexts } from "@/domain/vectors";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { controls } from "../../access/rules";
import type { ViewerAccount } from "../../access/viewer";
import { resolveSae } from "../../addresses";
import { askWorker } from "../../ask/ask-worker";
import { noteInAudit } from "../../audit";
import { queryRows } from "../../rows";
import { findVector, type VectorDetails } from "./queries";

/** Everything that changes steering vectors. */

/** Two hundred texts take a small model some seconds. */
const TIMEOUT_MS = 120_000;

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

export interface VectorText {
  name: string;
  note: string;
  visibility: Visibility;
}

/**
 * Has a worker make a vector from two sets of texts, and keeps it; its id.
 * @throws FeaturescopeError BAD_INPUT or TOO_LARGE for the texts, CONFLICT for too many vectors, and what askWorker throws
 */
export async function makeVector(
  owner: ViewerAccount,
  address: SaeAddress,
  texts: VectorTexts,
  text: VectorText,
): Promise<string> {
  const sae = await resolveSae(address);
  requireTexts(texts.a, "first");
  requireTexts(texts.b, "second");
  const [weights] = await queryRows<{ model: string; sae: string }>(
    `SELECT m.weights_sha256 AS model, s.weights_sha256 AS sae
     FROM sae s JOIN language_model m ON m.id = s.model_id WHERE s.id = $1`,
    [sae.id],
  );
  const made = await askWorker("make-vector", { saeId: sae.id, texts }, madeVector, TIMEOUT_MS);
  const direction = Buffer.from(made.direction, "base64");
  const id = randomBytes(8).toString("base64url").replace(/^[-_]/, "a");
  await inTransaction(getDatabase().pool, async (client) => {
    await requireRoom(client, owner);
    await client.query(
      `INSERT INTO steering_vector (id, owner_id, sae_id, name, note, visibility, model_sha256, sae_sha256, texts,
         direction, sha256, norm, centre, tokens, separation, nearest)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
      [
        ...[id, owner.id, sae.id, text.name, text.note, text.visibility],
        ...[weights?.model, weights?.sae, JSON.stringify(texts), direction],
        createHash("sha256").update(direction).digest("hex"),
        ...[made.norm, made.centre, made.tokens, made.separation],
        JSON.stringify({ nearest: made.nearest, opposite: made.opposite }),
      ],
    );
    await noteInAudit(client, "vector.make", `vector ${id}`);
  });
  return id;
}

function requireTexts(texts: readonly string[], which: string): void {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  if (!texts.some((text) => text.trim() !== ""))
    throw new FeaturescopeError(
      "BAD_INPUT",
      `The ${which} set of texts is empty.`,
      "Enter at least one text in each set; ten or more give a steadier direction.",
    );
  if (characters > VECTOR_LIMITS.characters)
    throw new FeaturescopeError(
      "TOO_LARGE",
      `The ${which} set has ${characters.toLocaleString("en")} characters.`,
      `At most ${VECTOR_LIMITS.characters.toLocaleString("en")} are read; take fewer or shorter texts.`,
    );
}

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

/** Changes what is said of a vector. @throws FeaturescopeError CONFLICT when it has changed since `version` */
export function editVector(id: string, version: number, text: VectorText): Promise<void> {
  return changeOwn(id, async (client, now) => {
    if (now !== version)
      throw new FeaturescopeError(
        "CONFLICT",
        "This vector was changed in the meantime.",
        "Reload the page to see how it is now, then change it again.",
      );
    await client.query(
      `UPDATE steering_vector SET name = $2, note = $3, visibility = $4, version = version + 1, updated_at = now()
       WHERE id = $1`,
      [id, text.name, text.note, text.visibility],
    );
    await noteInAudit(client, "vector.edit", `vector ${id}`, { visibility: text.visibility });
  });
}

/** Texts that were written with it stay; they cannot be written again. */
export function deleteVector(id: string): Promise<void> {
  return changeOwn(id, async (client) => {
    await client.query("DELETE FROM steering_vector WHERE id = $1", [id]);
    await noteInAudit(client, "vector.delete", `vector ${id}`);
  });
}

/** Moderation. */
export async function hideVector(id: string, hidden: boolean, reason: string): Promise<void> {
  await requireVector(id);
  await inTransaction(getDatabase().pool, async (client) => {
    await client.query(
      `UPDATE steering_vector SET hidden_at = CASE WHEN $2 THEN COALESCE(hidden_at, now()) END WHERE id = $1`,
      [id, hidden],
    );
    await noteInAudit(client, hidden ? "vector.hide" : "vector.unhide", `vector ${id}`, { reason });
  });
}

/** Does `work` on a vector of the viewer's own, alone, with its version. */
async function changeOwn(
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
