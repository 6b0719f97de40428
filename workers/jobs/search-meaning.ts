import { meaningAnswer } from "@/domain/meaning";
import type { TaskHandler } from "../queue/task-context";
import { getEmbedder, getMeaningIndex, getUnreadLabels } from "../search/shared";

/** Features whose labels mean something like a query; the answer stands in job.result. */
const searchMeaning: TaskHandler<"search-meaning"> = async (
  { jobId, query, filters, from, size },
  { pool, report, notify },
) => {
  const index = await getMeaningIndex();
  const [incomplete] = await Promise.all([getUnreadLabels().look(), index.refresh()]);
  const [vector] = index.size > 0 ? await (await getEmbedder()).embed([query]) : [];
  const rows = vector ? await index.search(vector, filters, from, size) : [];
  await pool.query("UPDATE job SET result = $2 WHERE id = $1", [
    jobId,
    JSON.stringify(meaningAnswer.parse({ rows, incomplete })),
  ]);
  report(1, 1);
  await notify({ kind: "job", id: jobId });
};

export default searchMeaning;
