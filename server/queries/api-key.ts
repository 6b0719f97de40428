import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Role, Scope } from "@/domain/accounts";
import type { Viewer } from "../access/viewer";
import { queryRows } from "./rows";

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
export async function createKey(userId: string, name: string, scopes: readonly Scope[]): Promise<string> {
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
export async function revokeKey(userId: string, id: string): Promise<boolean> {
  const rows = await queryRows(
    "UPDATE api_key SET revoked_at = now() WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL RETURNING id",
    [id, userId],
  );
  return rows.length > 0;
}
