import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";
import { findRandomFeature } from "./queries";

/** The index of a feature worth looking at, or null while the SAE has no examples. */
export const pickRandomFeature = publicProcedure.input(saeAddress).query(async ({ input }) => {
  await resolveSae(input);
  return findRandomFeature(input);
});
