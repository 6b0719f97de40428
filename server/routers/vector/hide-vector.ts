import { z } from "zod";
import { plainText } from "@/domain/plain-text";
import { hideVector as hide } from "../../vectors/change";
import { procedureFor } from "../../trpc";

/** Takes a vector out of sight, or back into it. */
export const hideVector = procedureFor("reviewer")
  .meta({ cleans: true })
  .input(
    z.object({
      id: z.string().max(40),
      hidden: z.boolean().default(true),
      reason: plainText(200, 0).default(""),
    }),
  )
  .mutation(({ input }) => hide(input.id, input.hidden, input.reason));
