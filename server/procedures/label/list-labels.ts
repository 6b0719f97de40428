import { resolveFeature, resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { featureAddress } from "../inputs";
import { listLabels as readLabels } from "./queries";

/** Every label of a feature, the best first. */
export const listLabels = publicProcedure.input(featureAddress).query(async ({ input }) => {
  const { index } = await resolveFeature(input);
  return readLabels((await resolveSae(input)).id, index);
});
