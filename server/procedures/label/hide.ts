import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { hiding, rowId } from "../inputs";
import { changeLabel, setLabelState } from "./change-label";

/** Takes a label out of sight, or back into it. */
export const hide = procedureFor("reviewer")
  .meta({ cleans: true })
  .input(hiding(rowId))
  .mutation(({ input: { id, hidden, reason } }) =>
    changeLabel(id, async (client, label) => {
      if ((label.state === "hidden") === hidden) return;
      await setLabelState(client, id, hidden ? "hidden" : "proposed");
      await noteInAudit(client, hidden ? "label.hide" : "label.unhide", `label ${id}`, {
        before: label.state,
        reason,
      });
    }),
  );
