import { FeaturescopeError } from "@/domain/errors";
import { getDatabase } from "@/prisma/client";

/** The complete collection that an SAE's pages show. @throws FeaturescopeError NOT_FOUND without one */
export async function shownCollection(saeId: number, address: string): Promise<number> {
  const { rows } = await getDatabase().pool.query<{ id: number }>(
    `SELECT c.id FROM sae s JOIN collection c ON c.id = s.current_collection_id WHERE s.id = $1 AND c.state = 'done'`,
    [saeId],
  );
  if (rows[0]) return rows[0].id;
  throw new FeaturescopeError(
    "NOT_FOUND",
    `${address} has no complete collection.`,
    `Run npm run featurescope -- collect ${address} first.`,
  );
}
