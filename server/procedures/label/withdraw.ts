import { z } from "zod";
import { procedureFor } from "../../trpc";
import { rowId } from "../inputs";
import { withdrawLabel } from "./settle";

/** Takes one's own label back, or up again. */
export const withdraw = procedureFor("annotator")
  .input(z.object({ id: rowId, withdrawn: z.boolean().default(true) }))
  .mutation(({ ctx, input }) => withdrawLabel(ctx.account, input.id, input.withdrawn));
