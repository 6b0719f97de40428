import { z } from "zod";
import { deleteList as remove } from "../../lists/change";
import { procedureFor } from "../../trpc";

export const deleteList = procedureFor("reader")
  .input(z.object({ id: z.string().max(40) }))
  .mutation(({ input }) => remove(input.id));
