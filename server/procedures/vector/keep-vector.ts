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

/** The SAE may have to be read first. */
const TIMEOUT_MS = 120_000;

/** Keeps a direction that was found elsewhere, as its numbers at the hook of an SAE; its id. */
export const keepVector = answering(
  z.object({ id: z.string() }),
  procedureFor("reader")
    .meta({
      rest: { method: "POST", path: "/vectors/numbers", summary: "Keep a steering vector given as numbers" },
    })
    .input(
      saeAddress.extend(vectorText.shape).extend({
        numbers: z
          .array(z.number())
          .max(VECTOR_LIMITS.numbers)
          .describe("One for each dimension of the SAE's hook; strengths are multiples of its length"),
        strength: z.number().nullish().describe("At which you steer"),
      }),
    )
    .mutation(async ({ ctx, input: { model, sae: slug, numbers, strength, ...text } }) => {
      const sae = await resolveSae({ model, sae: slug });
      const { dIn, hookName, sha256 } = await findVectorSpace(sae.id);
      if (numbers.length !== dIn)
        throw new FeaturescopeError(
          "BAD_INPUT",
          `The vector has ${numbers.length} numbers, and ${hookName} of ${model} has ${dIn}.`,
          "Send one number for each of them.",
        );
      const made = await callWorker("make-vector", { saeId: sae.id, numbers }, madeVector, TIMEOUT_MS);
      const texts = { a: [], b: [] };
      const vector = { ...text, saeId: sae.id, sha256, texts, made, strength: strength ?? null };
      return { id: await storeVector(ctx.account, vector) };
    }),
);
