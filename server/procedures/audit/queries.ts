import { queryRows } from "../../platform/rows";

export interface AuditRecord {
  /** A bigint, as text. */
  id: string;
  at: Date;
  /** Null for what nobody in particular did, or whose account is gone. */
  actor: string | null;
  action: string;
  subject: string;
  detail: Record<string, unknown>;
}

export interface AuditFilter {
  /** The name of an account. */
  actor: string | null;
  /** "label", or "label.hide". */
  action: string | null;
  /** "label 12". */
  subject: string | null;
}

/** The latest first. @param before the id where the page before ended */
export async function findAuditEntries(
  { actor, action, subject }: AuditFilter,
  before: string | null,
  count: number,
): Promise<AuditRecord[]> {
  return queryRows<AuditRecord>(
    `SELECT a.id::text, a.at, u.username AS actor, a.action, a.subject, a.detail
     FROM audit_entry a LEFT JOIN user_account u ON u.id = a.actor_id
     WHERE ($1::text IS NULL OR u.username = $1)
       AND ($2::text IS NULL OR a.action = $2 OR starts_with(a.action, $2 || '.'))
       AND ($3::text IS NULL OR a.subject = $3)
       AND ($4::bigint IS NULL OR a.id < $4)
     ORDER BY a.id DESC LIMIT $5`,
    [actor, action, subject, before, count],
  );
}
