import type { Pool } from "pg";
import { inTransaction } from "@/prisma/transaction";
import { getCompute } from "../compute/shared";
import type { CollectionTarget } from "./collection-target";
import { readPassages } from "./corpus-passages";
import { countDead } from "./finish-collection";

/** Passages of the evaluation: three whole forward passes each, so a sample; the last of the corpus. */
const PASSAGES = 128;

/** Measures a collection's SAE on held-out text and keeps the figures with the collection. */
export async function measureCollectionQuality(
  pool: Pool,
  target: CollectionTarget,
  signal: AbortSignal,
): Promise<void> {
  const passages = await readHeldOut(pool, target);
  const { sae, leftOut } = target;
  const quality = await getCompute().measureQuality({ sae, passages, leftOut }, signal);
  await inTransaction(pool, async (client) => {
    await client.query("UPDATE collection SET quality = $2 WHERE id = $1", [
      target.id,
      JSON.stringify(quality),
    ]);
    await countDead(client, target);
  });
}

/** Token ids of the passages that an SAE's figures are measured on, or of the last of them. */
export async function readHeldOut(
  pool: Pool,
  { corpusId, corpusPassages, model }: CollectionTarget,
  last = PASSAGES,
): Promise<Uint32Array[]> {
  const corpus = { id: corpusId, vocabulary: model.vocabulary };
  return readPassages(pool, corpus, Math.max(0, corpusPassages - last), corpusPassages);
}
