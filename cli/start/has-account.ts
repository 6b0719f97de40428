import { Client } from "pg";

/** Whether anybody has an account in this database yet. */
export async function hasAccount(databaseUrl: string): Promise<boolean> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT 1 FROM user_account LIMIT 1");
    return rows.length > 0;
  } finally {
    await client.end();
  }
}
