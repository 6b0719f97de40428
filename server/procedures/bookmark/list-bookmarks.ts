import { procedureFor } from "../../trpc";
import { findBookmarks } from "./queries";

/** The account's bookmarks, the latest first. */
export const listBookmarks = procedureFor("reader").query(({ ctx }) => findBookmarks(ctx.account.id));
