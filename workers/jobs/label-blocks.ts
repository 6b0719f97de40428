import { RULE_METHODS } from "@/domain/labels";
import { writeProgramLabels } from "@/prisma/labels";
import type { Queryable } from "@/prisma/queue";
import { inTransaction } from "@/prisma/transaction";
import { loadTarget, type CollectionTarget } from "../dashboards/collection-target";
import { blockCount } from "../dashboards/shard-activations";
import { blockDrafts, labelOf, tellApart, type FeatureDrafts } from "../labels/drafts";
import { labelBlock } from "../labels/label-block";
import { topicsOrNone } from "../labels/name-topic";
import { reopenSample } from "../labels/open-sample";
import { requestClusterNames } from "../maps/request-maps";
import type { TaskHandler } from "../queue/task-context";
import { requestEvaluations } from "../sae/evaluation/request-evaluations";
import { requestSafetyProbes } from "../safety/request-probes";
import { requestEmbeddings } from "../search/request-embeddings";

/** Features whose labels are written in one statement. */
const CHUNK = 1024;

/**
 * Writes labels block by block; a block is done when its drafts are there. Who writes the last block tells the labels of
 * all apart.
 */
const labelBlocks: TaskHandler<"label-blocks"> = async ({ collectionId, firstBlock, endBlock }, context) => {
  const { pool, signal, report, remark } = context;
  const target = await loadTarget(pool, collectionId);
  const blocks = blockCount(target.dSae);
  const left = async () => {
    const { rows } = await pool.query<{ block: number }>(
      `SELECT DISTINCT s.block FROM label_sample s WHERE s.collection_id = $1
         AND NOT EXISTS (SELECT 1 FROM label_draft d WHERE d.collection_id = $1 AND d.block = s.block) ORDER BY s.block`,
      [collectionId],
    );
    return rows.map(({ block }) => block);
  };
  const own = (await left()).filter((block) => block >= firstBlock && block < endBlock);
  const [sample, { nameTopic, missing }] = await Promise.all([
    own.length > 0 ? reopenSample(pool, target) : null,
    topicsOrNone(),
  ]);
  if (missing) await remark(`Topics have no names in these labels: ${missing}`);
  for (const block of own) {
    if (!sample) break;
    const evidence = await sample.evidenceOf(block);
    const drafts = await labelBlock(evidence, sample.lexer, sample.samples, nameTopic, signal);
    const written = await inTransaction(pool, async (client) => {
      await writeProgramLabels(client, target.saeId, {
        features: evidence.map(({ feature }) => feature),
        methods: RULE_METHODS,
        labels: drafts.flatMap(({ feature, drafts: [first] }) => (first ? [labelOf(feature, first)] : [])),
      });
      await client.query(
        "INSERT INTO label_draft (collection_id, block, drafts) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        [collectionId, block, JSON.stringify(drafts)],
      );
      // the lock of writeProgramLabels lets one task at a time come here: the last one sees all blocks
      return tellAllApart(client, target);
    });
    if (written) {
      await requestEmbeddings(pool);
      await requestClusterNames(pool, target.saeId);
      await requestSafetyProbes(pool);
      await requestEvaluations(pool);
    }
    report(blocks - (await left()).length, blocks, "Writing labels");
  }
};

export default labelBlocks;

/** Once all blocks have drafts, writes what each feature is called beside all others, and drops what labels were made from. */
async function tellAllApart(client: Queryable, target: CollectionTarget): Promise<boolean> {
  const { rows } = await client.query<{ drafts: unknown }>(
    `SELECT drafts FROM label_draft WHERE collection_id = $1
       AND NOT EXISTS (
         SELECT 1 FROM label_sample s WHERE s.collection_id = $1
           AND NOT EXISTS (SELECT 1 FROM label_draft d WHERE d.collection_id = $1 AND d.block = s.block))
     ORDER BY block`,
    [target.id],
  );
  if (rows.length === 0) return false;
  const features: FeatureDrafts[] = rows.flatMap(({ drafts }) => blockDrafts.parse(drafts));
  const chosen = tellApart(features);
  const changed = features
    .map(({ feature, drafts: [first] }) => ({ feature, first, draft: chosen.get(feature) }))
    .flatMap(({ feature, first, draft }) => (draft && draft !== first ? [labelOf(feature, draft)] : []));
  for (let from = 0; from < changed.length; from += CHUNK) {
    const labels = changed.slice(from, from + CHUNK);
    const named = labels.map(({ feature }) => feature);
    await writeProgramLabels(client, target.saeId, { features: named, methods: RULE_METHODS, labels });
  }
  await client.query("DELETE FROM label_draft WHERE collection_id = $1", [target.id]);
  await client.query("DELETE FROM label_sample WHERE collection_id = $1", [target.id]);
  return true;
}
