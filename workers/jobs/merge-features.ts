import type { Pool } from "pg";
import { getCompute } from "../compute/shared";
import { loadTarget, type CollectionTarget } from "../dashboards/collection-target";
import { flattenPassages, readPassages } from "../dashboards/corpus-passages";
import { finishIfComplete } from "../dashboards/finish-collection";
import { mergeBlock } from "../dashboards/merge-block";
import { writeAllSearchTexts } from "../dashboards/search-texts";
import { requestLabels } from "../labels/request-labels";
import { requestCoactivations, requestDistances, requestNeighbours } from "../maps/request-maps";
import type { TaskHandler } from "../queue/task-context";

const mergeFeatures: TaskHandler<"merge-features"> = async (
  { collectionId, firstBlock, endBlock },
  context,
) => {
  const { pool, signal } = context;
  const target = await loadTarget(pool, collectionId);
  if (target.state === "done") return requestWhatFollows(pool, target);
  const vocabulary = target.model.vocabulary;
  const corpus = flattenPassages(
    await readPassages(pool, { id: target.corpusId, vocabulary }, 0, target.corpusPassages),
  );
  for (let block = firstBlock; block < endBlock; block++) {
    signal.throwIfAborted();
    await mergeBlock(pool, getCompute(), target, block, corpus, signal);
  }
  const finished = await finishIfComplete(pool, target);
  // while it was merged the pages showed another collection, and so did the search
  if (finished?.replaced) await writeAllSearchTexts(pool, target);
  if (finished) {
    context.report(finished.shards + 1, finished.shards + 1);
    await requestWhatFollows(pool, target);
  }
  await context.notify({ kind: "collection", id: collectionId });
};

export default mergeFeatures;

async function requestWhatFollows(pool: Pool, { id, saeId }: CollectionTarget): Promise<void> {
  await requestCoactivations(pool, id);
  await requestDistances(pool, id);
  await requestLabels(pool, id); // they wait for these
  await requestNeighbours(pool, saeId); // the map follows them
}
