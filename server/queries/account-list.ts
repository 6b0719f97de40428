import type { Role } from "@/domain/accounts";
import { queryRows } from "./rows";

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
export async function listAccounts(part: string, after: string, count: number): Promise<AccountSummary[]> {
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
