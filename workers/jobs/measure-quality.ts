import { inTransaction } from "@/prisma/transaction";
import { getCompute } from "../compute/shared";
import { loadTarget } from "../dashboards/collection-target";
import { readPassages } from "../dashboards/corpus-passages";
import { countDead } from "../dashboards/finish-collection";
import type { TaskHandler } from "../queue/task-context";

/** Passages of the evaluation: three whole forward passes each, so a sample; the last of the corpus. */
const PASSAGES = 128;

const measureQuality: TaskHandler<"measure-quality"> = async ({ collectionId }, { pool, signal, notify }) => {
  const target = await loadTarget(pool, collectionId);
  const corpus = { id: target.corpusId, vocabulary: target.model.vocabulary };
  const first = Math.max(0, target.corpusPassages - PASSAGES);
  const passages = await readPassages(pool, corpus, first, target.corpusPassages);
  const quality = await getCompute().measureQuality(
    { sae: target.sae, passages, leftOut: target.leftOut },
    signal,
  );
  await inTransaction(pool, async (client) => {
    await client.query("UPDATE collection SET quality = $2 WHERE id = $1", [
      collectionId,
      JSON.stringify(quality),
    ]);
    await countDead(client, target);
  });
  await notify({ kind: "collection", id: collectionId });
};

export default measureQuality;
