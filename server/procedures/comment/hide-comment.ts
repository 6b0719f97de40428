import { procedureFor } from "../../trpc";
import { hiding, rowId } from "../inputs";
import { hideComment as hide } from "./change-comment";

/** Takes a remark out of sight, or back into it. */
export const hideComment = procedureFor("reviewer")
  .meta({ cleans: true })
  .input(hiding(rowId))
  .mutation(({ input }) => hide(input.id, input.hidden, input.reason));
