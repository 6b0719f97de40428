import { answerJob } from "@/prisma/jobs";
import { meaningAnswer } from "@/domain/meaning";
import type { TaskHandler } from "../queue/task-context";
import { getEmbedder, getMeaningIndex, getUnreadLabels } from "../search/shared";

/** New vectors are few and quickly read; after a large import, or at a start, a search goes by what is there. */
const REFRESH_MS = 300;

/** Features whose labels mean something like a query; the answer stands in job.result. */
const searchMeaning: TaskHandler<"search-meaning"> = async (
  { jobId, query, filters, from, size },
  { pool, report },
) => {
  const index = await getMeaningIndex();
  const [unread, complete] = await Promise.all([getUnreadLabels().look(), index.refresh(REFRESH_MS)]);
  const incomplete = unread || !complete;
  const [vector] = index.size > 0 ? await (await getEmbedder()).embed([query]) : [];
  const rows = vector ? await index.search(vector, filters, from, size) : [];
  await answerJob(jobId, meaningAnswer.parse({ rows, incomplete }), pool);
  report(1, 1);
};

export default searchMeaning;
