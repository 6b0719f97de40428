import { loadTarget } from "../dashboards/collection-target";
import { writeAllSearchTexts } from "../dashboards/search-texts";
import type { TaskHandler } from "../queue/task-context";

/** Makes the shown collection of an SAE searchable by its words, where merges have not. */
const writeSearchTexts: TaskHandler<"write-search-texts"> = async (
  { collectionId },
  { pool, report, signal },
) => {
  const target = await loadTarget(pool, collectionId);
  await writeAllSearchTexts(pool, target, (features) => report(features, target.dSae), signal);
};

export default writeSearchTexts;
