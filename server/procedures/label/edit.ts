import { z } from "zod";
import { hasRole } from "@/domain/accounts";
import { FeaturescopeError } from "@/domain/errors";
import { answering } from "../../rest/answering";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { rowNumber } from "../answers";
import { labelText, labelVersion } from "../inputs";
import { changeLabel, countVotes, requireAlive, requireLabelVersion } from "./change-label";
import { addLabelVersion, requireExamples, requireNewText } from "./label-text";

/**
 * Gives a label another text, as its next version. Votes, quizzes and acceptance were of the text before: they stay
 * with it.
 */
export const edit = answering(
  z.object({ version: rowNumber }),
  procedureFor("annotator")
    .meta({
      cleans: true,
      rest: { method: "PATCH", path: "/labels/{id}", summary: "Change the text of a label", numbers: ["id"] },
    })
    .input(labelVersion.extend(labelText.shape))
    .mutation(({ ctx: { account }, input: { id, version, ...said } }) =>
      changeLabel(id, async (client, label) => {
        if (label.method !== "hand" || (label.authorId !== account.id && !hasRole(account.role, "reviewer")))
          throw new FeaturescopeError(
            "FORBIDDEN",
            label.method === "hand"
              ? "This label is somebody else’s."
              : "This label was not written by a person.",
            "Propose one of your own; both can be voted for.",
          );
        requireAlive(label);
        requireLabelVersion(label, version);
        await requireNewText(client, label.saeId, label.feature, said.text, id);
        await requireExamples(client, label.saeId, label.feature, said.evidence);
        const next = version + 1;
        await addLabelVersion(client, id, next, said, account);
        await client.query(
          `UPDATE label SET text = $2, note = $3, evidence = $4, version = $5, state = 'proposed', updated_at = now(),
           detection = NULL, fuzzing = NULL, score = NULL, shuffled = NULL WHERE id = $1`,
          [id, said.text, said.note, said.evidence, next],
        );
        await countVotes(client, id);
        await noteInAudit(client, "label.edit", `label ${id}`, { version: next, state: label.state });
        return { version: next };
      }),
    ),
);
