import { z } from "zod";
import { answering } from "../../rest/answering";
import { procedureFor } from "../../trpc";
import { shownAddress } from "../answers";
import { findBookmarks } from "./queries";

/** The account's bookmarks, the latest first. */
export const listBookmarks = answering(
  z.array(shownAddress.extend({ label: z.string().nullable() })),
  procedureFor("reader")
    .meta({ rest: { method: "GET", path: "/bookmarks", summary: "Features that one has marked" } })
    .query(({ ctx }) => findBookmarks(ctx.account.id)),
);
