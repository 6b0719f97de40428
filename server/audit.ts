import type { Queryable } from "@/prisma/queue";
import { currentViewer } from "./platform/access/viewer";

/** Notes for good who did what; part of the transaction that does it. */
export async function noteInAudit(
  client: Queryable,
  action: string,
  subject: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await client.query("INSERT INTO audit_entry (actor_id, action, subject, detail) VALUES ($1, $2, $3, $4)", [
    currentViewer().user?.id ?? null,
    action,
    subject,
    JSON.stringify(detail),
  ]);
}
