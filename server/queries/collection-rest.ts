import { queryRows } from "./rows";

/** How much of a corpus an SAE's shown features come from. */
export interface CollectionRest {
  tokensRead: number;
  tokens: number;
  /** Whether the whole is being read, or waits to be. */
  reading: boolean;
}

/** Null where the whole corpus was read, and where the shown collection is not complete. */
export async function findRest(saeId: number): Promise<CollectionRest | null> {
  const [row] = await queryRows<CollectionRest>(
    `SELECT c.tokens_done AS "tokensRead", corpus.tokens,
       EXISTS (SELECT 1 FROM collection o WHERE o.sae_id = s.id AND o.corpus_id = c.corpus_id AND o.id > c.id
                 AND o.state IN ('queued', 'running', 'merging'))
       OR EXISTS (SELECT 1 FROM job WHERE job.kind = 'read-rest' AND job.state IN ('queued', 'running')
                 AND (job.payload ->> 'saeId')::int = s.id) AS reading
     FROM sae s JOIN collection c ON c.id = s.current_collection_id JOIN corpus ON corpus.id = c.corpus_id
     WHERE s.id = $1 AND c.state = 'done' AND (c.settings ->> 'passages')::int < corpus.passages`,
    [saeId],
  );
  return row ?? null;
}
