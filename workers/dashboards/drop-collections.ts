import type { ClientBase } from "pg";

/**
 * Deletes collections with everything computed for them. The bulk tables carry no foreign keys, which would cost a
 * lookup for every row that COPY loads.
 */
export async function dropCollections(client: ClientBase, ids: readonly number[]): Promise<void> {
  for (const table of [
    "activation",
    "feature",
    "coactivation",
    "shard_block",
    "label_sample",
    "label_draft",
  ]) {
    await client.query(`DELETE FROM ${table} WHERE collection_id = ANY($1)`, [ids]);
  }
  await client.query(
    `UPDATE search_document d SET density = NULL, max = NULL, tokens = '', examples = ''
     FROM sae WHERE sae.id = d.sae_id AND sae.current_collection_id = ANY($1)`,
    [ids],
  );
  for (const table of ["neighbour_table", "feature_map"]) {
    await client.query(`DELETE FROM ${table} WHERE collection_id = ANY($1) AND metric <> 'direction'`, [ids]);
  }
  await client.query("DELETE FROM collection WHERE id = ANY($1)", [ids]);
}
