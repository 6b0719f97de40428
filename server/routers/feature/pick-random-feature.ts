import { resolveSae } from "../../addresses";
import { findRandomFeature } from "../../queries/feature";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";

/** The index of a feature worth looking at, or null while the SAE has no examples. */
export const pickRandomFeature = publicProcedure.input(saeAddress).query(async ({ input }) => {
  await resolveSae(input);
  return findRandomFeature(input);
});
