import type { Pool } from "pg";
import { PRIORITY_LEVELS } from "@/domain/jobs";
import { EVALUATION_FORMAT } from "@/domain/sae-evaluation";
import { createJob } from "@/prisma/jobs";
import { atLevel } from "@/prisma/queue";
import { inTransaction } from "@/prisma/transaction";
import { EVALUATION_TURN } from "../../queue/turns";

/**
 * Queues an evaluation of every shown, complete collection whose labels are written and whose SAE has none of its weights
 * and corpus, behind everything else that is asked for. One that has failed or was cancelled is not asked for again.
 */
export async function requestEvaluations(pool: Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(hashtext('evaluate-sae'), 0)");
    const { rows } = await client.query<{ id: number }>(
      `SELECT c.id FROM sae s JOIN collection c ON c.id = s.current_collection_id JOIN corpus k ON k.id = c.corpus_id
       WHERE c.state = 'done' AND EXISTS (SELECT 1 FROM label l WHERE l.sae_id = s.id)
         AND NOT EXISTS (SELECT 1 FROM label_sample d WHERE d.collection_id = c.id)
         AND NOT EXISTS (SELECT 1 FROM sae_evaluation e WHERE e.sae_id = s.id AND e.result ->> 'format' = $1
                           AND e.result ->> 'sae' = s.weights_sha256 AND e.result ->> 'corpus' = k.sha256)
         AND NOT EXISTS (SELECT 1 FROM job j WHERE j.kind = 'evaluate-sae' AND j.state <> 'done'
                           AND (j.payload ->> 'collectionId')::int = c.id)
       ORDER BY c.id`,
      [EVALUATION_FORMAT],
    );
    await atLevel(PRIORITY_LEVELS.background, async () => {
      for (const { id } of rows)
        await createJob("evaluate-sae", { collectionId: id }, { priority: EVALUATION_TURN });
    });
  });
}
