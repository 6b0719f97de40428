import { resolveFeature, resolveSae } from "../../addresses";
import { procedureFor } from "../../trpc";
import { featureAddress } from "../inputs";
import { findKeeping } from "./queries";

/** Whether the account has marked a feature, and which of its lists hold it. */
export const getKeeping = procedureFor("reader")
  .input(featureAddress)
  .query(async ({ ctx, input }) => {
    const { index } = await resolveFeature(input);
    return findKeeping(ctx.account.id, (await resolveSae(input)).id, index);
  });
