import { resolveFeature, resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { featureAddress } from "../inputs";
import { findComments } from "./queries";

/** What people say about a feature and its labels, oldest first. */
export const listComments = publicProcedure.input(featureAddress).query(async ({ input }) => {
  const { index } = await resolveFeature(input);
  return findComments((await resolveSae(input)).id, index);
});
