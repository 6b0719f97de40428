import { z } from "zod";
import { deleteComment as remove } from "../../labels/comments";
import { procedureFor } from "../../trpc";
import { rowId } from "../inputs";

/** Takes one's own remark back. */
export const deleteComment = procedureFor("annotator")
  .input(z.object({ id: rowId }))
  .mutation(({ ctx, input }) => remove(ctx.account, input.id));
