import { procedureFor } from "../../trpc";
import { listBookmarks as read } from "../list/queries";

export const listBookmarks = procedureFor("reader").query(({ ctx }) => read(ctx.account.id));
