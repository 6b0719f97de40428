import { z } from "zod";
import { resolveProfile } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { listListsOf } from "./queries";

/** Lists of an account, as far as the viewer may see them. */
export const listsOf = publicProcedure
  .input(z.object({ name: z.string().min(1).max(100) }))
  .query(async ({ input }) => listListsOf((await resolveProfile(input.name)).id));
