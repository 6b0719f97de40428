import { z } from "zod";
import { plainText } from "@/domain/plain-text";
import { hideComment as hide } from "../../labels/comments";
import { procedureFor } from "../../trpc";
import { rowId } from "../inputs";

/** Takes a remark out of sight, or back into it. */
export const hideComment = procedureFor("reviewer")
  .meta({ cleans: true })
  .input(z.object({ id: rowId, hidden: z.boolean().default(true), reason: plainText(200, 0).default("") }))
  .mutation(({ input }) => hide(input.id, input.hidden, input.reason));
