import { z } from "zod";
import { familySlug, MOST_LISTED } from "@/domain/safety";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";
import { listForSafety } from "./queries";

const PAGE = 20;

/** A page of the features that are listed for a family in an SAE, with why. */
export const listSafetyFeatures = publicProcedure
  .input(
    saeAddress.extend({
      family: familySlug,
      after: z.coerce.number().int().min(0).max(MOST_LISTED).default(0),
    }),
  )
  .query(async ({ input: { family, after, ...address } }) => {
    const sae = await resolveSae(address);
    const found = await listForSafety(sae.id, family, { after, count: PAGE + 1 });
    return { features: found.slice(0, PAGE), next: found.length > PAGE ? after + PAGE : null };
  });
