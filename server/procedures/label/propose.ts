import { z } from "zod";
import { answering } from "../../rest/answering";
import { FEATURE_PATH } from "../../rest/address";
import { resolveFeature, resolveSae } from "../../addresses";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { rowNumber } from "../answers";
import { featureAddress, labelText } from "../inputs";
import { changeLabels } from "./change-label";
import { addLabelVersion, requireExamples, requireNewText } from "./label-text";

/** Says what a feature stands for. */
export const propose = answering(
  z.object({ id: rowNumber }),
  procedureFor("annotator")
    .meta({
      cleans: true,
      rest: { method: "POST", path: `${FEATURE_PATH}/labels`, summary: "Propose a label" },
    })
    .input(featureAddress.extend(labelText.shape))
    .mutation(async ({ ctx: { account }, input: { text, note, evidence, ...named } }) => {
      const address = await resolveFeature(named);
      const sae = await resolveSae(address);
      return changeLabels(sae.id, address.index, async (client) => {
        await requireNewText(client, sae.id, address.index, text, null);
        await requireExamples(client, sae.id, address.index, evidence);
        const { rows } = await client.query<{ id: number }>(
          `INSERT INTO label (sae_id, feature, text, note, evidence, method, author_id)
         VALUES ($1, $2, $3, $4, $5, 'hand', $6) RETURNING id`,
          [sae.id, address.index, text, note, evidence, account.id],
        );
        const id = rows[0]?.id ?? 0;
        await addLabelVersion(client, id, 1, { text, note, evidence }, account);
        await noteInAudit(client, "label.propose", `label ${id}`, { text });
        return { id };
      });
    }),
);
