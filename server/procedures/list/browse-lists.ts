import { z } from "zod";
import { publicProcedure } from "../../trpc";
import { listListsOf, listPublicLists } from "./queries";

const PAGE = 50;
/** Nothing here is older, and the database knows no such years as JavaScript does. */
const FIRST = new Date(0);

/** The viewer's own lists, and a page of everybody's public ones. */
export const browseLists = publicProcedure
  .input(z.object({ before: z.coerce.date().min(FIRST).nullish() }).default({}))
  .query(async ({ ctx, input }) => {
    const [own, all] = await Promise.all([
      ctx.viewer.user ? listListsOf(ctx.viewer.user.id) : [],
      listPublicLists(input.before ?? null, PAGE + 1),
    ]);
    const lists = all.slice(0, PAGE);
    return { own, lists, next: all.length > PAGE ? (lists.at(-1)?.updatedAt ?? null) : null };
  });
