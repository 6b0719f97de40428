import { listBookmarks as read } from "../../queries/list";
import { procedureFor } from "../../trpc";

export const listBookmarks = procedureFor("reader").query(({ ctx }) => read(ctx.account.id));
