import { z } from "zod";
import { createHash, randomBytes } from "node:crypto";
import type { PoolClient } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { madeVector, VECTOR_LIMITS } from "@/domain/vectors";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { answering } from "../../rest/answering";
import type { ViewerAccount } from "../../platform/access/viewer";
import { resolveSae } from "../../addresses";
import { callWorker } from "../../platform/worker-rpc/call-worker";
import { noteInAudit } from "../../audit";
import { queryRows } from "../../platform/rows";
import { procedureFor } from "../../trpc";
import { saeAddress, vectorText } from "../inputs";

/** Two hundred texts take a small model some seconds. */
const TIMEOUT_MS = 120_000;

const texts = z.array(z.string().max(VECTOR_LIMITS.characters)).max(VECTOR_LIMITS.texts);

/** Makes a steering vector from two sets of texts, what the first has and the second lacks, and keeps it; its id. */
export const makeVector = answering(
  z.object({ id: z.string() }),
  procedureFor("reader")
    .meta({
      rest: { method: "POST", path: "/vectors", summary: "Make a steering vector from two sets of texts" },
    })
    .input(saeAddress.extend(vectorText.shape).extend({ a: texts, b: texts }))
    .mutation(async ({ ctx, input: { model, sae: slug, a, b, name, note, visibility } }) => {
      const sae = await resolveSae({ model, sae: slug });
      requireTexts(a, "first");
      requireTexts(b, "second");
      const [weights] = await queryRows<{ model: string; sae: string }>(
        `SELECT m.weights_sha256 AS model, s.weights_sha256 AS sae
       FROM sae s JOIN language_model m ON m.id = s.model_id WHERE s.id = $1`,
        [sae.id],
      );
      const made = await callWorker(
        "make-vector",
        { saeId: sae.id, texts: { a, b } },
        madeVector,
        TIMEOUT_MS,
      );
      const direction = Buffer.from(made.direction, "base64");
      const id = randomBytes(8).toString("base64url").replace(/^[-_]/, "a");
      await inTransaction(getDatabase().pool, async (client) => {
        await requireRoom(client, ctx.account);
        await client.query(
          `INSERT INTO steering_vector (id, owner_id, sae_id, name, note, visibility, model_sha256, sae_sha256, texts,
           direction, sha256, norm, centre, tokens, separation, nearest)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
          [
            ...[id, ctx.account.id, sae.id, name, note, visibility],
            ...[weights?.model, weights?.sae, JSON.stringify({ a, b }), direction],
            createHash("sha256").update(direction).digest("hex"),
            ...[made.norm, made.centre, made.tokens, made.separation],
            JSON.stringify({ nearest: made.nearest, opposite: made.opposite }),
          ],
        );
        await noteInAudit(client, "vector.make", `vector ${id}`);
      });
      return { id };
    }),
);

/** @throws FeaturescopeError BAD_INPUT or TOO_LARGE */
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
