import { setImmediate as otherWork } from "node:timers/promises";
import { writeProgramLabels, type ProgramLabel } from "@/prisma/labels";
import { inTransaction } from "@/prisma/transaction";
import { loadTarget } from "../dashboards/collection-target";
import { blockCount } from "../dashboards/shard-activations";
import { readBlockEvidence } from "../labels/block-evidence";
import { labelFeature, RULE_METHODS } from "../labels/label-feature";
import { readLexer } from "../labels/read-lexer";
import { readSample, splitSample } from "../labels/sample";
import { requestClusterNames } from "../maps/request-maps";
import type { TaskHandler } from "../queue/task-context";
import { requestEmbeddings } from "../search/request-embeddings";

/** Writes labels block by block; a block is done when its part of the sample is gone. */
const labelBlocks: TaskHandler<"label-blocks"> = async ({ collectionId, firstBlock, endBlock }, context) => {
  const { pool, signal, report } = context;
  const target = await loadTarget(pool, collectionId);
  const lexer = await readLexer(pool, target.saeId);
  const sample = splitSample(target, await readSample(pool, target), lexer);
  for (let block = firstBlock; block < endBlock; block++) {
    const { rows: shards } = await pool.query<{ shard: number; packed: Buffer }>(
      "SELECT shard, packed FROM label_sample WHERE collection_id = $1 AND block = $2 ORDER BY shard",
      [collectionId, block],
    );
    if (shards.length === 0) continue;
    const evidence = await readBlockEvidence(pool, target, block, shards, sample, lexer);
    const labels: ProgramLabel[] = [];
    for (const known of evidence) {
      // a feature takes milliseconds; the heartbeat and a cancellation come in between
      await otherWork();
      signal.throwIfAborted();
      labels.push(...(labelFeature(known, lexer, sample.samples)?.labels ?? []));
    }
    await inTransaction(pool, async (client) => {
      await writeProgramLabels(client, target.saeId, {
        features: evidence.map(({ feature }) => feature),
        methods: RULE_METHODS,
        labels,
      });
      await client.query("DELETE FROM label_sample WHERE collection_id = $1 AND block = $2", [
        collectionId,
        block,
      ]);
    });
    const { rows } = await pool.query<{ left: number }>(
      "SELECT count(DISTINCT block)::int AS left FROM label_sample WHERE collection_id = $1",
      [collectionId],
    );
    const blocks = blockCount(target.dSae);
    const left = rows[0]?.left ?? 0;
    if (left === 0) {
      await requestEmbeddings(pool);
      await requestClusterNames(pool, target.saeId);
    }
    report(blocks - left, blocks, "Writing labels");
  }
};

export default labelBlocks;
