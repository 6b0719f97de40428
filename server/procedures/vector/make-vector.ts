import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { madeVector, VECTOR_LIMITS } from "@/domain/vectors";
import { answering } from "../../rest/answering";
import { resolveSae } from "../../addresses";
import { callWorker } from "../../platform/worker-rpc/call-worker";
import { procedureFor } from "../../trpc";
import { saeAddress, vectorText } from "../inputs";
import { findVectorSpace } from "./queries";
import { storeVector } from "./store-vector";

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
      const { sha256 } = await findVectorSpace(sae.id);
      const made = await callWorker(
        "make-vector",
        { saeId: sae.id, texts: { a, b } },
        madeVector,
        TIMEOUT_MS,
      );
      const vector = { saeId: sae.id, name, note, visibility, sha256, texts: { a, b }, made, strength: null };
      return { id: await storeVector(ctx.account, vector) };
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
