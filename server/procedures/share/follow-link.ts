import { z } from "zod";
import { resolveShortLink } from "../../page-paths";
import { publicProcedure } from "../../trpc";

/** Where a short link leads; whoever may not open that page is told that there is nothing, as by the page itself. */
export const followLink = publicProcedure
  .input(z.object({ id: z.string().max(40) }))
  .query(async ({ input }) => ({ path: await resolveShortLink(input.id) }));
