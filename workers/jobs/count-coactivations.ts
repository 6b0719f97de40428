import type { Pool } from "pg";
import { copyRows } from "@/prisma/copy";
import { inTransaction } from "@/prisma/transaction";
import { getCompute } from "../compute/shared";
import { loadTarget, type CollectionTarget } from "../dashboards/collection-target";
import { readPassages } from "../dashboards/corpus-passages";
import type { FeatureCoactivations } from "../maps/coactivations";
import { requestDistances } from "../maps/request-maps";
import type { TaskHandler } from "../queue/task-context";

const COLUMNS = [
  ["collection_id", "int4"],
  ["feature", "int4"],
  ["active", "int4"],
  ["ids", "int4[]"],
  ["counts", "int4[]"],
  ["even_ids", "int4[]"],
  ["even_cosines", "float4[]"],
  ["parent", "int4"],
  ["parent_count", "int4"],
] as const;

const countCoactivations: TaskHandler<"count-coactivations"> = async ({ jobId, collectionId }, context) => {
  const { pool, signal, report } = context;
  const target = await loadTarget(pool, collectionId);
  const { rows: shards } = await pool.query<Shard>(
    `SELECT index, first_passage, end_passage, tokens - left_out AS tokens FROM collection_shard
     WHERE collection_id = $1 AND state = 'done' ORDER BY index`,
    [collectionId],
  );
  const steps = shards.length + 1;
  let tokens = 0;
  for (const [n, shard] of shards.entries()) {
    signal.throwIfAborted();
    const blocks = await readShard(pool, target, shard, signal);
    const place = { firstPassage: shard.first_passage, context: target.model.context };
    const request = {
      key: jobId,
      features: target.dSae,
      prefixes: target.prefixes,
      first: n === 0,
      blocks,
      tokens: shard.tokens,
      place,
    };
    if (!(await getCompute().addToCoactivations(request, signal))) break;
    tokens += shard.tokens;
    report(n + 1, steps, "Reading which features fire together");
  }
  const counted: Counted[] = [];
  while (tokens > 0 && counted.length < target.dSae)
    counted.push(...(await getCompute().countCoactivations({ key: jobId, first: counted.length }, signal)));
  await write(pool, collectionId, counted, tokens);
  await requestDistances(pool, collectionId);
  report(steps, steps);
};

export default countCoactivations;

interface Counted {
  all: FeatureCoactivations;
  even: FeatureCoactivations;
}

interface Shard {
  index: number;
  first_passage: number;
  end_passage: number;
  /** Without those left out. */
  tokens: number;
}

/** All activations of a shard: as its reading left them, or by reading the passages again where that is gone. */
async function readShard(
  pool: Pool,
  target: CollectionTarget,
  shard: Shard,
  signal: AbortSignal,
): Promise<Uint8Array[]> {
  const { rows } = await pool.query<{ packed: Buffer }>(
    "SELECT packed FROM shard_block WHERE collection_id = $1 AND shard = $2 ORDER BY block",
    [target.id, shard.index],
  );
  if (rows.length > 0) return rows.map(({ packed }) => packed);
  const corpus = { id: target.corpusId, vocabulary: target.model.vocabulary };
  const passages = await readPassages(pool, corpus, shard.first_passage, shard.end_passage);
  return (await getCompute().collectShard({ sae: target.sae, passages, leftOut: target.leftOut }, signal))
    .blocks;
}

async function write(
  pool: Pool,
  collectionId: number,
  counted: readonly Counted[],
  tokens: number,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query("SELECT 1 FROM collection WHERE id = $1 FOR UPDATE", [collectionId]);
    await client.query("DELETE FROM coactivation WHERE collection_id = $1", [collectionId]);
    await copyRows(
      client,
      "coactivation",
      COLUMNS,
      counted.map(
        ({ all: { active, ids, counts, parent }, even }, i) =>
          [
            collectionId,
            i,
            active,
            ids,
            counts,
            even.ids,
            even.cosines,
            parent?.id ?? null,
            parent?.count ?? null,
          ] as const,
      ),
    );
    await client.query("UPDATE collection SET coactivation_tokens = $2 WHERE id = $1", [
      collectionId,
      tokens,
    ]);
    await client.query("DELETE FROM shard_block WHERE collection_id = $1", [collectionId]);
  });
}
