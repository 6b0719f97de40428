import type { PoolClient } from "pg";
import { hasRole } from "@/domain/accounts";
import { FeaturescopeError } from "@/domain/errors";
import type { LabelState } from "@/domain/labels";
import type { ViewerAccount } from "../../access/viewer";
import { noteInAudit } from "../../audit";
import { changeLabel, countVotes, requireAlive, requireVersion } from "./change-label";

/** Everything people do with a label that leaves its text as it is. */

/** One vote an account, for or against the version that it saw; 0 takes it back. */
export function voteOnLabel(voter: ViewerAccount, id: number, version: number, value: -1 | 0 | 1) {
  return changeLabel(id, async (client, label) => {
    requireAlive(label);
    requireVersion(label, version);
    if (label.authorId === voter.id)
      throw new FeaturescopeError("FORBIDDEN", "This label is your own.", "Others vote on it.");
    await client.query(
      value === 0
        ? "DELETE FROM label_vote WHERE label_id = $1 AND version = $2 AND user_id = $3 AND $4 = 0"
        : `INSERT INTO label_vote (label_id, version, user_id, value) VALUES ($1, $2, $3, $4)
           ON CONFLICT (label_id, version, user_id) DO UPDATE SET value = excluded.value, at = now()`,
      [id, version, voter.id, value],
    );
    await countVotes(client, id);
    await noteInAudit(client, "label.vote", `label ${id}`, { version, value });
  });
}

/** Says why a label is wrong; it stays disputed until a reviewer accepts it or its author edits it. */
export function disputeLabel(person: ViewerAccount, id: number, reason: string) {
  return changeLabel(id, async (client, label) => {
    requireAlive(label);
    if (label.authorId === person.id)
      throw new FeaturescopeError("FORBIDDEN", "This label is your own.", "Edit it, or withdraw it.");
    await client.query(
      "INSERT INTO comment (sae_id, feature, label_id, author_id, text, disputes) VALUES ($1, $2, $3, $4, $5, true)",
      [label.saeId, label.feature, id, person.id, reason],
    );
    await setState(client, id, "disputed");
    await noteInAudit(client, "label.dispute", `label ${id}`, {
      version: label.version,
      before: label.state,
    });
  });
}

/** The author takes a label back, or a withdrawn one up again. */
export function withdrawLabel(author: ViewerAccount, id: number, withdrawn: boolean) {
  return changeLabel(id, async (client, label) => {
    if (label.authorId !== author.id)
      throw new FeaturescopeError("FORBIDDEN", "This label is somebody else’s.", "Dispute it instead.");
    if (label.state === "hidden") requireAlive(label);
    await setState(client, id, withdrawn ? "withdrawn" : "proposed");
    await noteInAudit(client, withdrawn ? "label.withdraw" : "label.restore", `label ${id}`, {
      before: label.state,
    });
  });
}

/** A reviewer's word on the version that they saw: it is right, or it is one proposal among others. */
export function reviewLabel(reviewer: ViewerAccount, id: number, version: number, accepted: boolean) {
  return changeLabel(id, async (client, label) => {
    requireAlive(label);
    requireVersion(label, version);
    if (accepted && label.authorId === reviewer.id && !hasRole(reviewer.role, "admin"))
      throw new FeaturescopeError("FORBIDDEN", "This label is your own.", "Another reviewer can accept it.");
    await setState(client, id, accepted ? "accepted" : "proposed");
    await noteInAudit(client, accepted ? "label.accept" : "label.unaccept", `label ${id}`, {
      version,
      before: label.state,
    });
  });
}

/** Moderation: takes a label out of sight, or back into it. */
export function hideLabel(id: number, hidden: boolean, reason: string) {
  return changeLabel(id, async (client, label) => {
    if ((label.state === "hidden") === hidden) return;
    await setState(client, id, hidden ? "hidden" : "proposed");
    await noteInAudit(client, hidden ? "label.hide" : "label.unhide", `label ${id}`, {
      before: label.state,
      reason,
    });
  });
}

async function setState(client: PoolClient, id: number, state: LabelState): Promise<void> {
  await client.query("UPDATE label SET state = $2, updated_at = now() WHERE id = $1", [id, state]);
}
