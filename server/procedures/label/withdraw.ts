import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { answering } from "../../rest/answering";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { rowId } from "../inputs";
import { changeLabel, requireAlive, setLabelState } from "./change-label";

/** Takes one's own label back, or a withdrawn one up again. */
export const withdraw = answering(
  z.null(),
  procedureFor("annotator")
    .meta({
      rest: {
        method: "POST",
        path: "/labels/{id}/withdraw",
        summary: "Take one's own label back",
        numbers: ["id"],
      },
    })
    .input(z.object({ id: rowId, withdrawn: z.boolean().default(true) }))
    .mutation(({ ctx, input: { id, withdrawn } }) =>
      changeLabel(id, async (client, label) => {
        if (label.authorId !== ctx.account.id)
          throw new FeaturescopeError("FORBIDDEN", "This label is somebody else’s.", "Dispute it instead.");
        if (label.state === "hidden") requireAlive(label);
        await setLabelState(client, id, withdrawn ? "withdrawn" : "proposed");
        await noteInAudit(client, withdrawn ? "label.withdraw" : "label.restore", `label ${id}`, {
          before: label.state,
        });
      }),
    ),
);
