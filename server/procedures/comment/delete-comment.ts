import { z } from "zod";
import { procedureFor } from "../../trpc";
import { rowId } from "../inputs";
import { deleteComment as remove } from "./change-comment";

/** Takes one's own remark back. */
export const deleteComment = procedureFor("annotator")
  .input(z.object({ id: rowId }))
  .mutation(({ ctx, input }) => remove(ctx.account, input.id));
