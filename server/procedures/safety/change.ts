import type { SteeringLimitKind } from "@/domain/safety";
import { FeaturescopeError } from "@/domain/errors";
import type { SafetyFamilySlug } from "@/domain/safety-families";
import type { FeatureAddress } from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import type { ViewerAccount } from "../../access/viewer";
import { resolveSae } from "../../addresses";
import { noteInAudit } from "../../audit";

/**
 * A reviewer confirms or rejects that a listed feature belongs to a family, or takes that back (null). Saying it again
 * replaces what they said before.
 * @throws FeaturescopeError NOT_FOUND where the feature is not listed for the family
 */
export async function judgeListing(
  reviewer: ViewerAccount,
  address: FeatureAddress,
  family: SafetyFamilySlug,
  verdict: { confirms: boolean; reason: string } | null,
): Promise<void> {
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
        [...place, reviewer.id, verdict.confirms, verdict.reason],
      );
    else
      await client.query(
        "DELETE FROM safety_verdict WHERE sae_id = $1 AND family = $2 AND feature = $3 AND user_id = $4",
        [...place, reviewer.id],
      );
    const action = verdict ? (verdict.confirms ? "safety.confirm" : "safety.reject") : "safety.withdraw";
    await noteInAudit(client, action, `sae ${sae.id} feature ${address.index}`, {
      family,
      reason: verdict?.reason,
    });
  });
}

/** Limits steering with a family's confirmed features, or lifts the limit. */
export async function limitSteering(
  admin: ViewerAccount,
  family: SafetyFamilySlug,
  steering: SteeringLimitKind,
): Promise<void> {
  await inTransaction(getDatabase().pool, async (client) => {
    await client.query(
      `INSERT INTO safety_limit (family, steering, set_by) VALUES ($1, $2, $3)
       ON CONFLICT (family) DO UPDATE SET steering = $2, set_by = $3, at = now()`,
      [family, steering, admin.id],
    );
    await noteInAudit(client, "safety.limit", `family ${family}`, { steering });
  });
}
