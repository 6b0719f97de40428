import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { COMMENT_LIMIT } from "@/domain/labels";
import { plainText } from "@/domain/plain-text";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { answering } from "../../rest/answering";
import { FEATURE_PATH } from "../../rest/address";
import { resolveFeature, resolveSae } from "../../addresses";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { rowNumber } from "../answers";
import { featureAddress, rowId } from "../inputs";
import { placeOfLabel } from "../label/change-label";

/** A remark on a feature, or on one of its labels. */
export const addComment = answering(
  z.object({ id: rowNumber }),
  procedureFor("annotator")
    .meta({
      cleans: true,
      rest: {
        method: "POST",
        path: `${FEATURE_PATH}/comments`,
        summary: "Write a remark on a feature or a label",
      },
    })
    .input(featureAddress.extend({ labelId: rowId.nullish(), text: plainText(COMMENT_LIMIT) }))
    .mutation(async ({ ctx, input: { labelId, text, ...address } }) => {
      const { index } = await resolveFeature(address);
      const { id: saeId } = await resolveSae(address);
      if (labelId != null) await requireLabelOf(saeId, index, labelId);
      return inTransaction(getDatabase().pool, async (client) => {
        const { rows } = await client.query<{ id: number }>(
          `INSERT INTO comment (sae_id, feature, label_id, author_id, text) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
          [saeId, index, labelId ?? null, ctx.account.id, text],
        );
        const id = rows[0]?.id ?? 0;
        await noteInAudit(client, "comment.add", `comment ${id}`);
        return { id };
      });
    }),
);

/** @throws FeaturescopeError NOT_FOUND when the label is not one of the feature's */
async function requireLabelOf(saeId: number, feature: number, labelId: number): Promise<void> {
  const place = await placeOfLabel(labelId);
  if (place.saeId !== saeId || place.feature !== feature)
    throw new FeaturescopeError(
      "NOT_FOUND",
      "This label is of another feature.",
      "Reload the page and try again.",
    );
}
