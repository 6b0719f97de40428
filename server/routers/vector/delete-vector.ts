import { z } from "zod";
import { deleteVector as remove } from "../../vectors/change";
import { procedureFor } from "../../trpc";

export const deleteVector = procedureFor("reader")
  .input(z.object({ id: z.string().max(40) }))
  .mutation(({ input }) => remove(input.id));
