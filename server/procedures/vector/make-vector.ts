import { z } from "zod";
import { VECTOR_LIMITS } from "@/domain/vectors";
import { procedureFor } from "../../trpc";
import { saeAddress, vectorText } from "../inputs";
import { makeVector as make } from "./change-vector";

const texts = z.array(z.string().max(VECTOR_LIMITS.characters)).max(VECTOR_LIMITS.texts);

/** Makes a steering vector from two sets of texts: what the first has and the second lacks. */
export const makeVector = procedureFor("reader")
  .input(saeAddress.extend(vectorText.shape).extend({ a: texts, b: texts }))
  .mutation(async ({ ctx, input: { model, sae, a, b, ...text } }) => ({
    id: await make(ctx.account, { model, sae }, { a, b }, text),
  }));
