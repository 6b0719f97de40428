import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { plainText } from "@/domain/plain-text";
import { familySlug, VERDICT_REASON_LIMIT } from "@/domain/safety";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { answering } from "../../rest/answering";
import { FEATURE_PATH } from "../../rest/address";
import { resolveFeature, resolveSae } from "../../addresses";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { featureAddress } from "../inputs";

/**
 * Confirms or rejects that a listed feature belongs to a family, with a reason; null takes it back. Saying it again
 * replaces what was said before.
 */
export const judgeSafety = answering(
  z.null(),
  procedureFor("reviewer")
    .meta({
      cleans: true,
      rest: {
        method: "POST",
        path: `${FEATURE_PATH}/safety`,
        summary: "Confirm or reject a listed feature (reviewers)",
      },
    })
    .input(
      featureAddress.extend({
        family: familySlug,
        verdict: z.object({ confirms: z.boolean(), reason: plainText(VERDICT_REASON_LIMIT) }).nullable(),
      }),
    )
    .mutation(async ({ ctx, input: { family, verdict, ...named } }) => {
      const address = await resolveFeature(named);
      const sae = await resolveSae(address);
      await inTransaction(getDatabase().pool, async (client) => {
        const place = [sae.id, family, address.index];
        const { rows } = await client.query(
          `SELECT 1 FROM safety_listing WHERE sae_id = $1 AND family = $2 AND feature = $3
         UNION ALL SELECT 1 FROM safety_verdict WHERE sae_id = $1 AND family = $2 AND feature = $3 LIMIT 1`,
          place,
        );
        if (rows.length === 0)
          throw new FeaturescopeError(
            "NOT_FOUND",
            `${address.sae}/${address.index} is not listed for this family.`,
            "Reload the list: it may have been made anew.",
          );
        if (verdict)
          await client.query(
            `INSERT INTO safety_verdict (sae_id, family, feature, user_id, confirms, reason) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (sae_id, family, feature, user_id) DO UPDATE SET confirms = $5, reason = $6, at = now()`,
            [...place, ctx.account.id, verdict.confirms, verdict.reason],
          );
        else
          await client.query(
            "DELETE FROM safety_verdict WHERE sae_id = $1 AND family = $2 AND feature = $3 AND user_id = $4",
            [...place, ctx.account.id],
          );
        const action = verdict ? (verdict.confirms ? "safety.confirm" : "safety.reject") : "safety.withdraw";
        await noteInAudit(client, action, `sae ${sae.id} feature ${address.index}`, {
          family,
          reason: verdict?.reason,
        });
      });
    }),
);
