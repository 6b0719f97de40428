import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { resultAddress } from "../inputs";
import { findBenchmark } from "./queries";

/** What the steering benchmark found of an SAE, without the texts, and its audits. */
export const getBenchmark = publicProcedure
  .input(z.object({ address: resultAddress }))
  .query(async ({ input: { address } }) => {
    const { id } = await resolveSae(address);
    const found = await findBenchmark(id, address.run ?? null);
    if (found) return found;
    throw new FeaturescopeError(
      "NOT_FOUND",
      `${address.model}/${address.sae} has not been measured${address.run ? ` as ${address.run}` : ""}.`,
      `npm run featurescope -- evaluate-steering ${address.model}/${address.sae} measures it.`,
    );
  });
