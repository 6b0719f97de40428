import { FeaturescopeError } from "@/domain/errors";
import { queryRows } from "../../platform/rows";

/** Pieces of the models shown lately; a vocabulary belongs to a weights hash and never changes. */
const KEPT_VOCABULARIES = 4;
const kept = new Map<string, Promise<readonly string[]>>();

/**
 * Token pieces by id, read once per process.
 * @throws FeaturescopeError NOT_FOUND when the model was registered without its vocabulary
 */
export function readVocabulary(modelId: string, weightsSha256: string): Promise<readonly string[]> {
  const key = `${modelId} ${weightsSha256}`;
  const known = kept.get(key);
  if (known) return known;
  const pieces = loadVocabulary(modelId);
  kept.set(key, pieces);
  pieces.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_VOCABULARIES) break;
    kept.delete(oldest);
  }
  return pieces;
}

/** As {@link readVocabulary}, for who does not know the weights' hash. */
export async function readVocabularyOf(modelId: string): Promise<readonly string[]> {
  const rows = await queryRows<{ sha256: string }>(
    "SELECT weights_sha256 AS sha256 FROM language_model WHERE id = $1",
    [modelId],
  );
  return readVocabulary(modelId, rows[0]?.sha256 ?? "");
}

async function loadVocabulary(modelId: string): Promise<readonly string[]> {
  const rows = await queryRows<{ pieces: string[] }>("SELECT pieces FROM vocabulary WHERE model_id = $1", [
    modelId,
  ]);
  if (rows[0]) return rows[0].pieces;
  throw new FeaturescopeError(
    "NOT_FOUND",
    `The vocabulary of ${modelId} is not in the database.`,
    "Register the model again, so that its tokens can be shown as text.",
  );
}
