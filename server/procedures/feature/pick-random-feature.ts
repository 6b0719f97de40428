import { answering } from "../../rest/answering";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { naturalNumber } from "../answers";
import { saeAddress } from "../inputs";
import { findRandomFeature } from "./queries";

/** The index of a feature worth looking at, or null while the SAE has no examples. */
export const pickRandomFeature = answering(
  naturalNumber.nullable().describe("Its index; null while the SAE has no examples"),
  publicProcedure
    .meta({
      rest: {
        method: "GET",
        path: "/models/{model}/saes/{sae}/random",
        summary: "A feature worth looking at",
      },
    })
    .input(saeAddress)
    .query(async ({ input }) => {
      await resolveSae(input);
      return findRandomFeature(input);
    }),
);
