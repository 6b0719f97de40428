import { z } from "zod";
import { procedureFor } from "../../trpc";
import { deleteList as remove } from "./change-list";

export const deleteList = procedureFor("reader")
  .input(z.object({ id: z.string().max(40) }))
  .mutation(({ input }) => remove(input.id));
