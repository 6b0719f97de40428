import { resolveFeature, resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { featureAddress } from "../inputs";
import { findLabels } from "./queries";

/** Every label of a feature, the best first. */
export const listLabels = publicProcedure.input(featureAddress).query(async ({ input }) => {
  const { index } = await resolveFeature(input);
  return findLabels((await resolveSae(input)).id, index);
});
