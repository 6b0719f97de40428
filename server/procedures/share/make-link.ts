import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { SHARED_PATH_LIMIT, sharedPath } from "@/domain/sharing";
import { shortLinkUrl } from "@/domain/urls";
import { resolvePagePath } from "../../page-paths";
import { publicProcedure } from "../../trpc";
import { writeShortLink } from "./queries";
import { pathnameOf, shortLinkId } from "./short-link";

/** The short link of a page that the caller may open; the same page always has the same one. */
export const makeLink = publicProcedure
  .input(z.object({ path: z.string().max(SHARED_PATH_LIMIT) }))
  .mutation(async ({ input }) => {
    const path = sharedPath(input.path);
    if (path === null)
      throw new FeaturescopeError(
        "BAD_INPUT",
        "There is no short link for this address.",
        "Features, searches, maps, lists and texts of this site have one.",
      );
    await resolvePagePath(pathnameOf(path));
    const id = await writeShortLink(shortLinkId(path), path);
    return { id, url: shortLinkUrl(id) };
  });
