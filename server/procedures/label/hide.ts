import { procedureFor } from "../../trpc";
import { hiding, rowId } from "../inputs";
import { hideLabel } from "./settle";

/** Takes a label out of sight, or back into it. */
export const hide = procedureFor("reviewer")
  .meta({ cleans: true })
  .input(hiding(rowId))
  .mutation(({ input }) => hideLabel(input.id, input.hidden, input.reason));
