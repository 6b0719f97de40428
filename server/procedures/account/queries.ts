import { randomInt, createHash, randomBytes, randomUUID } from "node:crypto";
import { userName, type Role, type Scope } from "@/domain/accounts";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { queryRows } from "../../platform/rows";
import type { Viewer } from "../../platform/access/viewer";

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

/** An account as an administrator sees it. */
export interface AccountSummary {
  name: string;
  role: Role;
  createdAt: Date;
  bannedAt: Date | null;
  banReason: string | null;
  /** Labels that it has written, withdrawn and hidden ones too. */
  labels: number;
  remarks: number;
  lastSeenAt: Date | null;
}

/** By name. @param part what the name contains; @param after the name where the page before ended */
export async function findAccounts(part: string, after: string, count: number): Promise<AccountSummary[]> {
  return queryRows<AccountSummary>(
    `SELECT u.username AS name, u.role, u.created_at AS "createdAt", u.banned_at AS "bannedAt",
            u.ban_reason AS "banReason",
            (SELECT count(*)::int FROM label l WHERE l.author_id = u.id) AS labels,
            (SELECT count(*)::int FROM comment c WHERE c.author_id = u.id) AS remarks,
            greatest((SELECT max(s.created_at) FROM user_session s WHERE s.user_id = u.id),
                     (SELECT max(k.last_used_at) FROM api_key k WHERE k.user_id = u.id)) AS "lastSeenAt"
     FROM user_account u
     WHERE strpos(u.username, $1) > 0 AND u.username > $2
     ORDER BY u.username LIMIT $3`,
    [part, after, count],
  );
}

const PREFIX = "fsk_";
const SHOWN_CHARACTERS = 10;

export interface KeySummary {
  id: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  createdAt: Date;
  lastUsedAt: Date | null;
}

function hash(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** Makes a key; it is returned this once and cannot be read again. */
export async function insertKey(userId: string, name: string, scopes: readonly Scope[]): Promise<string> {
  const key = PREFIX + randomBytes(32).toString("base64url");
  await queryRows(
    "INSERT INTO api_key (id, user_id, name, prefix, sha256, scopes) VALUES ($1, $2, $3, $4, $5, $6)",
    [randomUUID(), userId, name, key.slice(0, SHOWN_CHARACTERS), hash(key), scopes],
  );
  return key;
}

/** The account behind a key and what the key allows; null for one that is unknown, revoked or of a locked account. */
export async function findKey(key: string): Promise<Omit<Viewer, "address"> | null> {
  if (!key.startsWith(PREFIX)) return null;
  const rows = await queryRows<{ id: string; name: string; role: Role; scopes: Scope[]; stale: boolean }>(
    `SELECT u.id, u.username AS name, u.role, k.scopes,
            k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 hour' AS stale
     FROM api_key k JOIN user_account u ON u.id = k.user_id
     WHERE k.sha256 = $1 AND k.revoked_at IS NULL AND u.banned_at IS NULL`,
    [hash(key)],
  );
  const [row] = rows;
  if (!row) return null;
  if (row.stale) await queryRows("UPDATE api_key SET last_used_at = now() WHERE sha256 = $1", [hash(key)]);
  const { scopes, id, name, role } = row;
  return { user: { id, name, role }, scopes };
}

export async function listKeys(userId: string): Promise<KeySummary[]> {
  return queryRows<KeySummary>(
    `SELECT id, name, prefix, scopes, created_at AS "createdAt", last_used_at AS "lastUsedAt"
     FROM api_key WHERE user_id = $1 AND revoked_at IS NULL ORDER BY created_at DESC`,
    [userId],
  );
}

/** False when the account has no such key. */
export async function endKey(userId: string, id: string): Promise<boolean> {
  const rows = await queryRows(
    "UPDATE api_key SET revoked_at = now() WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL RETURNING id",
    [id, userId],
  );
  return rows.length > 0;
}
