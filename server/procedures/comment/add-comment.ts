import { COMMENT_LIMIT } from "@/domain/labels";
import { plainText } from "@/domain/plain-text";
import { resolveFeature, resolveSae } from "../../addresses";
import { procedureFor } from "../../trpc";
import { featureAddress, rowId } from "../inputs";
import { addComment as write } from "./change-comment";

/** A remark on a feature, or on one of its labels. */
export const addComment = procedureFor("annotator")
  .meta({ cleans: true })
  .input(featureAddress.extend({ labelId: rowId.nullish(), text: plainText(COMMENT_LIMIT) }))
  .mutation(async ({ ctx, input: { labelId, text, ...address } }) => {
    const { index } = await resolveFeature(address);
    const { id: saeId } = await resolveSae(address);
    return { id: await write(ctx.account, { saeId, feature: index, labelId: labelId ?? null, text }) };
  });
