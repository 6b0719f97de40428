import { z } from "zod";
import { answering } from "../../rest/answering";
import { resolveProfile } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { listSummary } from "./answers";
import { listListsOf } from "./queries";

/** Lists of an account, as far as the viewer may see them. */
export const listsOf = answering(
  z.array(listSummary),
  publicProcedure
    .meta({ rest: { method: "GET", path: "/users/{name}/lists", summary: "Lists of an account" } })
    .input(z.object({ name: z.string().min(1).max(100) }))
    .query(async ({ input }) => listListsOf((await resolveProfile(input.name)).id)),
);
