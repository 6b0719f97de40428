import { z } from "zod";
import { safetyEvidence, familySlug, MOST_LISTED } from "@/domain/safety";
import { answering } from "../../rest/answering";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { naturalNumber, shownAddress } from "../answers";
import { saeAddress } from "../inputs";
import { listForSafety } from "./queries";

const PAGE = 20;

const page = z.object({
  features: z.array(
    shownAddress.extend({
      label: z.string().nullable(),
      score: z.number(),
      evidence: safetyEvidence,
      confirmed: naturalNumber.describe("Reviewers who confirmed it"),
      rejected: naturalNumber,
      verdicts: z.array(
        z.object({ by: z.string().nullable(), confirms: z.boolean(), reason: z.string(), at: z.string() }),
      ),
    }),
  ),
  next: naturalNumber.nullable().describe("`after` of the next page"),
});

/** A page of the features that are listed for a family in an SAE, with why. */
export const listSafetyFeatures = answering(
  page,
  publicProcedure
    .meta({
      rest: {
        method: "GET",
        path: "/models/{model}/saes/{sae}/safety/{family}",
        summary: "Features listed for a family, and why",
        query: { after: "the answer's `next`" },
      },
    })
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
    }),
);
