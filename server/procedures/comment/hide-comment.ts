import { procedureFor } from "../../trpc";
import { hiding, rowId } from "../inputs";
import { changeComment } from "./change-comment";

/** Takes a remark out of sight, or back into it. */
export const hideComment = procedureFor("reviewer")
  .meta({ cleans: true })
  .input(hiding(rowId))
  .mutation(({ input: { id, hidden, reason } }) =>
    changeComment(id, hidden ? "comment.hide" : "comment.unhide", { reason }, () =>
      hidden ? "hidden_at = COALESCE(hidden_at, now())" : "hidden_at = NULL",
    ),
  );
