import { z } from "zod";
import { plainText } from "@/domain/plain-text";
import { procedureFor } from "../../trpc";
import { setBan as set } from "./administer";

/** Locks an account out, or lets it in again. */
export const setBan = procedureFor("admin")
  .meta({ cleans: true })
  .input(z.object({ name: z.string().max(60), banned: z.boolean(), reason: plainText(200, 0).default("") }))
  .mutation(({ ctx, input }) => set(ctx.account, input.name, input.banned, input.reason));
