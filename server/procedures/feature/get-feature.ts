import { resolveFeature } from "../../addresses";
import { vanished } from "../../errors";
import { publicProcedure } from "../../trpc";
import { featureAddress } from "../inputs";
import { readFeatureDashboard } from "./feature-dashboard";

/** Everything that is known of one feature. */
export const getFeature = publicProcedure.input(featureAddress).query(async ({ input }) => {
  const address = await resolveFeature(input);
  return (await readFeatureDashboard(address)) ?? vanished(address.sae);
});
