import { z } from "zod";
import { COMMENT_LIMIT } from "@/domain/labels";
import { plainText } from "@/domain/plain-text";
import { disputeLabel } from "../../labels/settle";
import { procedureFor } from "../../trpc";
import { rowId } from "../inputs";

/** Says why a label is wrong. */
export const dispute = procedureFor("annotator")
  .meta({ cleans: true })
  .input(z.object({ id: rowId, reason: plainText(COMMENT_LIMIT) }))
  .mutation(({ ctx, input }) => disputeLabel(ctx.account, input.id, input.reason));
