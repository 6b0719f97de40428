import { z } from "zod";
import { answering } from "../../rest/answering";
import { publicProcedure } from "../../trpc";
import { time } from "../answers";
import { vectorSummary } from "./answers";
import { listPublicVectors, listVectorsOf } from "./queries";

const PAGE = 50;
/** Nothing here is older, and the database knows no such years as JavaScript does. */
const FIRST = new Date(0);

/** The viewer's own vectors, and a page of everybody's public ones; those of one model where it is named. */
export const browseVectors = answering(
  z.object({
    own: z.array(vectorSummary),
    vectors: z.array(vectorSummary),
    next: time.nullable().describe("`before` of the next page"),
  }),
  publicProcedure
    .meta({
      rest: {
        method: "GET",
        path: "/vectors",
        summary: "One's own steering vectors and a page of public ones",
        query: { model: "those of one model", before: "the answer's `next`" },
      },
    })
    .input(
      z
        .object({ model: z.string().max(200).nullish(), before: z.coerce.date().min(FIRST).nullish() })
        .default({}),
    )
    .query(async ({ ctx, input }) => {
      const model = input.model ?? null;
      const [own, all] = await Promise.all([
        ctx.viewer.user ? listVectorsOf(ctx.viewer.user.id, model) : [],
        listPublicVectors(model, input.before ?? null, PAGE + 1),
      ]);
      const vectors = all.slice(0, PAGE);
      return { own, vectors, next: all.length > PAGE ? (vectors.at(-1)?.updatedAt ?? null) : null };
    }),
);
