import { z } from "zod";
import { hasRole } from "@/domain/accounts";
import { FeaturescopeError } from "@/domain/errors";
import { answering } from "../../rest/answering";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { labelVersion } from "../inputs";
import { changeLabel, requireAlive, requireLabelVersion, setLabelState } from "./change-label";

/** A reviewer's word on the version that they saw: it is right, or it is one proposal among others. */
export const accept = answering(
  z.null(),
  procedureFor("reviewer")
    .meta({
      rest: {
        method: "POST",
        path: "/labels/{id}/accept",
        summary: "Accept a label (reviewers)",
        numbers: ["id"],
      },
    })
    .input(labelVersion.extend({ accepted: z.boolean().default(true) }))
    .mutation(({ ctx: { account }, input: { id, version, accepted } }) =>
      changeLabel(id, async (client, label) => {
        requireAlive(label);
        requireLabelVersion(label, version);
        if (accepted && label.authorId === account.id && !hasRole(account.role, "admin"))
          throw new FeaturescopeError(
            "FORBIDDEN",
            "This label is your own.",
            "Another reviewer can accept it.",
          );
        await setLabelState(client, id, accepted ? "accepted" : "proposed");
        await noteInAudit(client, accepted ? "label.accept" : "label.unaccept", `label ${id}`, {
          version,
          before: label.state,
        });
      }),
    ),
);
