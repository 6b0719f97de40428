import { collectionSettings } from "@/domain/collections";
import { FeaturescopeError } from "@/domain/errors";
import { requestCollection } from "../dashboards/request-collection";
import type { TaskHandler } from "../queue/task-context";

/** Queues the whole corpus of an SAE's shown collection; what is shown stays until that is done. */
const readRest: TaskHandler<"read-rest"> = async ({ saeId }, { pool, report }) => {
  const { rows } = await pool.query<{ corpus: number; settings: unknown }>(
    `SELECT c.corpus_id AS corpus, c.settings FROM sae s JOIN collection c ON c.id = s.current_collection_id
     WHERE s.id = $1`,
    [saeId],
  );
  const [shown] = rows;
  if (!shown)
    throw new FeaturescopeError(
      "CONFLICT",
      "The SAE has no complete features yet.",
      "Come back when it has.",
    );
  const settings = { ...collectionSettings.parse(shown.settings), passages: null };
  await requestCollection(pool, { saeId, corpusId: shown.corpus, settings }, { again: true });
  report(1, 1, "Queued");
};

export default readRest;
