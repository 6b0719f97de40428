import { z } from "zod";
import { answering } from "../../rest/answering";
import { publicProcedure } from "../../trpc";
import { time } from "../answers";
import { listSummary } from "./answers";
import { listListsOf, listPublicLists } from "./queries";

const PAGE = 50;
/** Nothing here is older, and the database knows no such years as JavaScript does. */
const FIRST = new Date(0);

/** The viewer's own lists, and a page of everybody's public ones. */
export const browseLists = answering(
  z.object({
    own: z.array(listSummary),
    lists: z.array(listSummary),
    next: time.nullable().describe("`before` of the next page"),
  }),
  publicProcedure
    .meta({
      rest: {
        method: "GET",
        path: "/lists",
        summary: "One's own lists and a page of public ones",
        query: { before: "the answer's `next`" },
      },
    })
    .input(z.object({ before: z.coerce.date().min(FIRST).nullish() }).default({}))
    .query(async ({ ctx, input }) => {
      const [own, all] = await Promise.all([
        ctx.viewer.user ? listListsOf(ctx.viewer.user.id) : [],
        listPublicLists(input.before ?? null, PAGE + 1),
      ]);
      const lists = all.slice(0, PAGE);
      return { own, lists, next: all.length > PAGE ? (lists.at(-1)?.updatedAt ?? null) : null };
    }),
);
