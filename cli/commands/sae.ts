import { FeaturescopeError } from "@/domain/errors";
import { getDatabase } from "@/prisma/client";

/**
 * The SAE that a person named.
 * @param address "model/sae"
 * @throws FeaturescopeError NOT_FOUND, naming those there are
 */
export async function saeByAddress(address: string): Promise<{ id: number; dSae: number }> {
  const { rows } = await getDatabase().pool.query<{ id: number; name: string; dSae: number }>(
    `SELECT id, model_id || '/' || slug AS name, d_sae AS "dSae" FROM sae ORDER BY name`,
  );
  const found = rows.find(({ name }) => name === address);
  if (found) return found;
  throw new FeaturescopeError(
    "NOT_FOUND",
    `There is no SAE "${address}".`,
    rows.length > 0
      ? `There are ${rows.map(({ name }) => name).join(", ")}.`
      : "Run npm start once: it registers the demo.",
  );
}
