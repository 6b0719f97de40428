import type { Pool } from "pg";
import { createJob } from "@/prisma/jobs";

/** Queues what makes shown collections searchable that were merged before there was a search. */
export async function requestSearchTexts(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ id: number }>(
    `SELECT s.current_collection_id AS id FROM sae s JOIN collection c ON c.id = s.current_collection_id
     WHERE c.state = 'done' AND EXISTS (SELECT 1 FROM vocabulary v WHERE v.model_id = s.model_id)
       AND NOT EXISTS (SELECT 1 FROM search_document d WHERE d.sae_id = s.id AND d.density IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM job j WHERE j.kind = 'write-search-texts' AND j.state IN ('queued', 'running')
                         AND (j.payload ->> 'collectionId')::int = c.id)`,
  );
  for (const { id } of rows) await createJob("write-search-texts", { collectionId: id });
}
