import { z } from "zod";
import { COMMENT_LIMIT } from "@/domain/labels";
import { plainText } from "@/domain/plain-text";
import { procedureFor } from "../../trpc";
import { rowId } from "../inputs";
import { disputeLabel } from "./settle";

/** Says why a label is wrong. */
export const dispute = procedureFor("annotator")
  .meta({ cleans: true })
  .input(z.object({ id: rowId, reason: plainText(COMMENT_LIMIT) }))
  .mutation(({ ctx, input }) => disputeLabel(ctx.account, input.id, input.reason));
