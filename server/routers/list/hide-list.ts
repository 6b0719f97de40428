import { z } from "zod";
import { plainText } from "@/domain/plain-text";
import { hideList as hide } from "../../lists/change";
import { procedureFor } from "../../trpc";

/** Takes a list out of sight, or back into it. */
export const hideList = procedureFor("reviewer")
  .meta({ cleans: true })
  .input(
    z.object({
      id: z.string().max(40),
      hidden: z.boolean().default(true),
      reason: plainText(200, 0).default(""),
    }),
  )
  .mutation(({ input }) => hide(input.id, input.hidden, input.reason));
