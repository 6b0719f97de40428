import { z } from "zod";
import { procedureFor } from "../../trpc";
import { deleteVector as remove } from "./change-vector";

export const deleteVector = procedureFor("reader")
  .input(z.object({ id: z.string().max(40) }))
  .mutation(({ input }) => remove(input.id));
