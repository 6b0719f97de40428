import { randomInt } from "node:crypto";
import { userName, type Role } from "@/domain/accounts";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { queryRows } from "./rows";

/** Any number that no other advisory lock of the program uses. */
const FIRST_ADMINISTRATOR_LOCK = 9_114_302;

export async function accountExists(): Promise<boolean> {
  return (await queryRows("SELECT 1 FROM user_account LIMIT 1", [])).length > 0;
}

/** Makes an administrator of a new account while there is none; two new accounts at once do not both become one. */
export async function makeFirstAdministrator(id: string): Promise<void> {
  await inTransaction(getDatabase().pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1)", [FIRST_ADMINISTRATOR_LOCK]);
    await client.query(
      `UPDATE user_account SET role = 'admin'
       WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM user_account WHERE role = 'admin')`,
      [id],
    );
  });
}

export async function isBanned(id: string): Promise<boolean> {
  const rows = await queryRows("SELECT 1 FROM user_account WHERE id = $1 AND banned_at IS NOT NULL", [id]);
  return rows.length > 0;
}

/** A user name like `wish` that nobody has. */
export async function freeUserName(wish: string): Promise<string> {
  const plain = wish
    .split("@")[0]
    ?.normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 24)
    .replace(/-+$/, "");
  const base = userName.safeParse(plain).data ?? "reader";
  for (let name = base; ; name = `${base}-${randomInt(1000, 100_000)}`)
    if ((await queryRows("SELECT 1 FROM user_account WHERE username = $1", [name])).length === 0) return name;
}

export interface Profile {
  id: string;
  name: string;
  role: Role;
  about: string;
  banned: boolean;
  createdAt: Date;
}

/** Null when nobody has this name. */
export async function findProfile(name: string): Promise<Profile | null> {
  const rows = await queryRows<Profile>(
    `SELECT id, username AS name, role, about, banned_at IS NOT NULL AS banned, created_at AS "createdAt"
     FROM user_account WHERE username = $1`,
    [name.toLowerCase()],
  );
  return rows[0] ?? null;
}

export async function writeAbout(id: string, about: string): Promise<void> {
  await queryRows("UPDATE user_account SET about = $2, updated_at = now() WHERE id = $1", [id, about]);
}

/** Open sessions of an account, the latest first. */
export async function listSessions(userId: string) {
  return queryRows<{ id: string; userAgent: string | null; createdAt: Date }>(
    `SELECT id, user_agent AS "userAgent", created_at AS "createdAt" FROM user_session
     WHERE user_id = $1 AND expires_at > now() ORDER BY created_at DESC`,
    [userId],
  );
}

/** Ends the sessions of an account, except one. */
export async function endOtherSessions(userId: string, except: string | null): Promise<void> {
  await queryRows("DELETE FROM user_session WHERE user_id = $1 AND id IS DISTINCT FROM $2", [userId, except]);
}
