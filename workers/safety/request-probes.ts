import { createHash } from "node:crypto";
import type { Pool } from "pg";
import { SAFETY_FAMILIES } from "@/domain/safety-families";
import { createJob } from "@/prisma/jobs";
import { inTransaction } from "@/prisma/transaction";
import { SAFETY_TURN } from "../queue/turns";

/** Raised when the rule of probe.ts becomes another. */
const RULE_VERSION = 2;

/** What a probe was made with: another list of words or another rule makes it out of date. */
export const RULE = createHash("sha256")
  .update(JSON.stringify([RULE_VERSION, SAFETY_FAMILIES]))
  .digest("hex")
  .slice(0, 16);

/**
 * Queues a probe of every shown, complete collection that has labels and was not probed by this rule, once each; not while
 * its labels are being written, which ends with what they were made from being dropped.
 */
export async function requestSafetyProbes(pool: Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(hashtext('probe-safety'), 0)");
    const { rows } = await client.query<{ id: number }>(
      `SELECT c.id FROM sae s JOIN collection c ON c.id = s.current_collection_id
       WHERE c.state = 'done'
         AND EXISTS (SELECT 1 FROM label l WHERE l.sae_id = s.id)
         AND NOT EXISTS (SELECT 1 FROM job j WHERE j.kind = 'label-features' AND j.state IN ('queued', 'running')
                           AND (j.payload ->> 'collectionId')::int = c.id AND EXISTS (
                             SELECT 1 FROM label_sample d WHERE d.collection_id = c.id))
         AND NOT EXISTS (SELECT 1 FROM safety_probe p WHERE p.sae_id = s.id AND p.collection_id = c.id AND p.rule = $1)
         AND NOT EXISTS (SELECT 1 FROM job j WHERE j.kind = 'probe-safety' AND j.state IN ('queued', 'running')
                           AND (j.payload ->> 'collectionId')::int = c.id)
       ORDER BY c.id`,
      [RULE],
    );
    for (const { id } of rows)
      await createJob("probe-safety", { collectionId: id }, { priority: SAFETY_TURN });
  });
}
