import { z } from "zod";
import { saeQuality, type CollectionState, type SaeQuality } from "@/domain/collections";
import { leftOutRule, type LeftOutRule, type LeftOutTokens } from "@/domain/left-out";
import { queryRows } from "../../platform/rows";

/** A run of an SAE over a corpus, as the pages show it. */
export interface CollectionStatus {
  id: number;
  state: CollectionState;
  shardsTotal: number;
  shardsDone: number;
  shardsMerged: number;
  tokensTotal: number;
  tokensDone: number;
  featuresActive: number;
  /** Passages of the corpus that are read; null for all. */
  passages: number | null;
  /** By which tokens are left out of statistics; null for none, and until it is settled. */
  leftOutRule: LeftOutRule | null;
  /** Of the tokens read, those left out. */
  leftOut: LeftOutTokens;
  quality: SaeQuality | null;
  engine: string | null;
  error: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Of the latest shards while it runs, all workers together and pauses left out; null before two have ended. */
  secondsPerShard: number | null;
  /** The clock of the database, which the times above were written with. */
  now: Date;
}

/** Shards whose ends are looked at. */
const LATEST_SHARDS = 17;
/** No shard takes so long: between two such ends nobody worked. */
const PAUSE_S = 120;

/** Mean time between the ends of the latest shards of the collection c. */
const SECONDS_PER_SHARD = `(
  SELECT avg(gap)::float8 FROM (
    SELECT extract(epoch FROM finished_at - lag(finished_at) OVER (ORDER BY finished_at)) AS gap FROM (
      SELECT finished_at FROM collection_shard WHERE collection_id = c.id AND finished_at IS NOT NULL
      ORDER BY finished_at DESC LIMIT ${LATEST_SHARDS}
    ) latest
  ) gaps WHERE gap < ${PAUSE_S}
)`;

/** Columns of `collection` under the alias c, named as {@link CollectionStatus} has them. */
export const COLLECTION_JSON = `json_build_object(
  'id', c.id, 'state', c.state, 'shardsTotal', c.shards_total, 'shardsDone', c.shards_done,
  'shardsMerged', c.shards_merged, 'tokensTotal', c.tokens_total, 'tokensDone', c.tokens_done,
  'featuresActive', c.features_active, 'passages', c.settings -> 'passages',
  'leftOutRule', c.left_out, 'leftOut', json_build_object('special', c.special_tokens, 'outliers', c.outlier_tokens),
  'quality', c.quality, 'engine', c.engine, 'error', c.error,
  'startedAt', c.started_at, 'finishedAt', c.finished_at,
  'secondsPerShard', CASE WHEN c.state = 'running' THEN ${SECONDS_PER_SHARD} END, 'now', now())`;

/** The collection that pages show for SAE s: the chosen one, or else the newest. */
export const SHOWN_COLLECTION = `LATERAL (
  SELECT * FROM collection WHERE sae_id = s.id ORDER BY (id = s.current_collection_id) DESC NULLS LAST, id DESC LIMIT 1
)`;

export const collectionStatus = z.object({
  id: z.number(),
  state: z.enum(["queued", "running", "merging", "done", "failed", "cancelled"]),
  shardsTotal: z.number(),
  shardsDone: z.number(),
  shardsMerged: z.number(),
  tokensTotal: z.number(),
  tokensDone: z.number(),
  featuresActive: z.number(),
  passages: z.number().nullable(),
  leftOutRule: leftOutRule.nullable(),
  leftOut: z.object({ special: z.number(), outliers: z.number() }),
  quality: saeQuality.nullable().catch(null),
  engine: z.string().nullable(),
  error: z.string().nullable(),
  startedAt: z.coerce.date().nullable(),
  finishedAt: z.coerce.date().nullable(),
  secondsPerShard: z.number().nullable(),
  now: z.coerce.date(),
});

export function readCollection(json: unknown): CollectionStatus {
  return collectionStatus.parse(json);
}

/** Those of the ids that belong to one of the SAEs, in ascending order. */
export async function findCollections(
  ids: readonly number[],
  saeIds: readonly number[],
): Promise<CollectionStatus[]> {
  const rows = await queryRows<{ collection: unknown }>(
    `SELECT ${COLLECTION_JSON} AS collection FROM collection c WHERE c.id = ANY($1) AND c.sae_id = ANY($2) ORDER BY c.id`,
    [ids, saeIds],
  );
  return rows.map((row) => readCollection(row.collection));
}

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
