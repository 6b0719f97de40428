import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { answering } from "../../rest/answering";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { labelVersion } from "../inputs";
import { changeLabel, countVotes, requireAlive, requireLabelVersion } from "./change-label";

/** For a label (1), against it (-1), or the vote taken back (0): one an account, on the version that it saw. */
export const vote = answering(
  z.null(),
  procedureFor("annotator")
    .meta({
      rest: {
        method: "POST",
        path: "/labels/{id}/vote",
        summary: "Vote for (1) or against (-1) a label; 0 takes it back",
        numbers: ["id"],
      },
    })
    .input(labelVersion.extend({ value: z.union([z.literal(-1), z.literal(0), z.literal(1)]) }))
    .mutation(({ ctx, input: { id, version, value } }) =>
      changeLabel(id, async (client, label) => {
        requireAlive(label);
        requireLabelVersion(label, version);
        if (label.authorId === ctx.account.id)
          throw new FeaturescopeError("FORBIDDEN", "This label is your own.", "Others vote on it.");
        await client.query(
          value === 0
            ? "DELETE FROM label_vote WHERE label_id = $1 AND version = $2 AND user_id = $3 AND $4 = 0"
            : `INSERT INTO label_vote (label_id, version, user_id, value) VALUES ($1, $2, $3, $4)
             ON CONFLICT (label_id, version, user_id) DO UPDATE SET value = excluded.value, at = now()`,
          [id, version, ctx.account.id, value],
        );
        await countVotes(client, id);
        await noteInAudit(client, "label.vote", `label ${id}`, { version, value });
      }),
    ),
);
