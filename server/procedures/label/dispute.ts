import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { COMMENT_LIMIT } from "@/domain/labels";
import { plainText } from "@/domain/plain-text";
import { answering } from "../../rest/answering";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { rowId } from "../inputs";
import { changeLabel, requireAlive, setLabelState } from "./change-label";

/** Says why a label is wrong; it stays disputed until a reviewer accepts it or its author edits it. */
export const dispute = answering(
  z.null(),
  procedureFor("annotator")
    .meta({
      cleans: true,
      rest: {
        method: "POST",
        path: "/labels/{id}/dispute",
        summary: "Say why a label is wrong",
        numbers: ["id"],
      },
    })
    .input(z.object({ id: rowId, reason: plainText(COMMENT_LIMIT) }))
    .mutation(({ ctx, input: { id, reason } }) =>
      changeLabel(id, async (client, label) => {
        requireAlive(label);
        if (label.authorId === ctx.account.id)
          throw new FeaturescopeError("FORBIDDEN", "This label is your own.", "Edit it, or withdraw it.");
        await client.query(
          "INSERT INTO comment (sae_id, feature, label_id, author_id, text, disputes) VALUES ($1, $2, $3, $4, $5, true)",
          [label.saeId, label.feature, id, ctx.account.id, reason],
        );
        await setLabelState(client, id, "disputed");
        await noteInAudit(client, "label.dispute", `label ${id}`, {
          version: label.version,
          before: label.state,
        });
      }),
    ),
);
