import type { Pool, PoolClient } from "pg";
import { BLOCK_FEATURES } from "@/domain/collections";
import { packCounts, packPromoted } from "@/domain/feature-statistics";
import { copyRows } from "@/prisma/copy";
import { ACTIVATION_COLUMNS, FEATURE_COLUMNS } from "@/prisma/dashboard-columns";
import { inTransaction } from "@/prisma/transaction";
import type { BlockDashboardsRequest, Compute } from "../compute/api";
import type { CollectionTarget } from "./collection-target";
import type { CollectedFeature } from "./feature-dashboard";
import { writeSearchTexts } from "./search-texts";

/**
 * Rebuilds the visible rows of one block from all shards that are done, in one transaction. Two merges of a block
 * wait for each other before they read, so the later one never shows less.
 */
export async function mergeBlock(
  pool: Pool,
  compute: Compute,
  target: CollectionTarget,
  block: number,
  corpus: BlockDashboardsRequest["corpus"],
  signal: AbortSignal,
): Promise<void> {
  const first = block * BLOCK_FEATURES;
  const end = Math.min(first + BLOCK_FEATURES, target.dSae);
  const promoted = await compute.promotedTokens({ sae: target.sae, first, end }, signal);
  await inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1, $2)", [target.id, block]);
    const { shards, tokens } = await readShards(client, target.id, block);
    if (shards.length === 0) return;
    const request = {
      firstFeature: first,
      features: end - first,
      shards,
      context: target.model.context,
      corpus,
    };
    const dashboards = await compute.buildBlock(request, signal);
    await replaceRows(client, target.id, first, end, tokens, dashboards, promoted);
    await writeSearchTexts(client, target, first, end);
  });
}

async function readShards(client: PoolClient, collectionId: number, block: number) {
  const { rows } = await client.query<{ first_passage: number; tokens: number; packed: Buffer }>(
    `SELECT s.first_passage, s.tokens - s.left_out AS tokens, b.packed
     FROM collection_shard s JOIN shard_block b ON b.collection_id = s.collection_id AND b.shard = s.index
     WHERE s.collection_id = $1 AND s.state = 'done' AND b.block = $2
     ORDER BY s.index`,
    [collectionId, block],
  );
  return {
    shards: rows.map(({ first_passage, packed }) => ({ firstPassage: first_passage, packed })),
    tokens: rows.reduce((sum, row) => sum + row.tokens, 0),
  };
}

async function replaceRows(
  client: PoolClient,
  collectionId: number,
  first: number,
  end: number,
  tokens: number,
  dashboards: readonly CollectedFeature[],
  promoted: readonly { ids: Int32Array; logits: Float32Array }[],
): Promise<void> {
  const range = [collectionId, first, end];
  await client.query(
    "DELETE FROM activation WHERE collection_id = $1 AND feature >= $2 AND feature < $3",
    range,
  );
  await client.query("DELETE FROM feature WHERE collection_id = $1 AND index >= $2 AND index < $3", range);
  await copyRows(
    client,
    "feature",
    FEATURE_COLUMNS,
    dashboards.map((dashboard, i) => {
      const { ids, logits } = promoted[i] ?? { ids: [], logits: [] };
      return [
        collectionId,
        first + i,
        tokens,
        dashboard.activeTokens,
        dashboard.activePassages,
        dashboard.activeTokens / tokens,
        dashboard.max,
        dashboard.mean,
        packCounts(dashboard.histogram),
        packCounts(dashboard.bands),
        packPromoted(Array.from(ids, (id, n) => ({ id, logit: logits[n] ?? 0 }))),
      ] as const;
    }),
  );
  await copyRows(
    client,
    "activation",
    ACTIVATION_COLUMNS,
    dashboards.flatMap(({ examples }, i) =>
      examples.map(
        ({ band, rank, passage, peak, value, packed }) =>
          [collectionId, first + i, band, rank, passage, peak, value, packed] as const,
      ),
    ),
  );
}
