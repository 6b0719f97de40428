import { randomUUID } from "node:crypto";
import type pg from "pg";
import { insertKey } from "@/server/procedures/account/queries";

/** Accounts that may label, with a key each that they come by. */
export async function makePeople(pool: pg.Pool, count: number): Promise<string[]> {
  const keys: string[] = [];
  for (let i = 0; i < count; i++) {
    const id = randomUUID();
    const name = `person-${id.slice(0, 8)}`;
    await pool.query(
      `INSERT INTO user_account (id, name, username, email, role) VALUES ($1, $2, $2, $3, 'annotator')`,
      [id, name, `${name}@accounts.invalid`],
    );
    keys.push(await insertKey(id, "bench", ["read", "write", "compute"]));
  }
  return keys;
}
