import type pg from "pg";
import { onEach } from "./loading";

/**
 * Fills tables while they have neither indexes nor keys, and makes all of them again: keeping them up to date row by row
 * is most of the time of a large import.
 */
export async function withoutIndexes(
  clients: readonly pg.PoolClient[],
  tables: readonly string[],
  say: (line: string) => void,
  fill: () => Promise<void>,
): Promise<void> {
  const [client] = clients;
  if (!client) return;
  const constraints = await client.query<{ table: string; name: string; definition: string }>(
    `SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE conrelid = ANY($1::regclass[]) AND contype = 'p'
       AND NOT EXISTS (SELECT 1 FROM pg_constraint f WHERE f.confrelid = pg_constraint.conrelid AND f.contype = 'f')`,
    [tables],
  );
  const indexes = await client.query<{ name: string; definition: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
     WHERE i.indrelid = ANY($1::regclass[]) AND NOT i.indisprimary`,
    [tables],
  );
  for (const { table, name } of constraints.rows)
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT "${name}"`);
  for (const { name } of indexes.rows) await client.query(`DROP INDEX ${name}`);
  await fill();
  // a key locks its table, other indexes of a table are made side by side
  for (const { table, name, definition } of constraints.rows) {
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT "${name}" ${definition}`);
    say(`  key of ${table}`);
  }
  await onEach(clients, indexes.rows, async (free, { name, definition }) => {
    await free.query(definition);
    say(`  index ${name}`);
  });
}
