import { measureCollectionQuality } from "../dashboards/collection-quality";
import { loadTarget } from "../dashboards/collection-target";
import type { TaskHandler } from "../queue/task-context";

const measureQuality: TaskHandler<"measure-quality"> = async ({ collectionId }, { pool, signal, notify }) => {
  await measureCollectionQuality(pool, await loadTarget(pool, collectionId), signal);
  await notify({ kind: "collection", id: collectionId });
};

export default measureQuality;
