import { z } from "zod";
import { plainText } from "@/domain/plain-text";
import { familySlug, VERDICT_REASON_LIMIT } from "@/domain/safety";
import { resolveFeature } from "../../addresses";
import { procedureFor } from "../../trpc";
import { featureAddress } from "../inputs";
import { judgeListing } from "./change";

/** Confirms or rejects that a listed feature belongs to a family, with a reason; null takes it back. */
export const judgeSafety = procedureFor("reviewer")
  .meta({ cleans: true })
  .input(
    featureAddress.extend({
      family: familySlug,
      verdict: z.object({ confirms: z.boolean(), reason: plainText(VERDICT_REASON_LIMIT) }).nullable(),
    }),
  )
  .mutation(async ({ ctx, input: { family, verdict, ...address } }) =>
    judgeListing(ctx.account, await resolveFeature(address), family, verdict),
  );
