import { randomBytes } from "node:crypto";
import type { PoolClient } from "pg";
import type { Visibility } from "@/domain/accounts";
import { FeaturescopeError } from "@/domain/errors";
import { LIST_ITEMS_LIMIT } from "@/domain/lists";
import type { FeatureAddress } from "@/domain/urls";
import { getDatabase } from "@/prisma/client";
import { inTransaction } from "@/prisma/transaction";
import { controls } from "../../platform/access/rules";
import type { ViewerAccount } from "../../platform/access/viewer";
import { resolveSae } from "../../addresses";
import { noteInAudit } from "../../audit";
import { findList, itemAccess, SEEN_ITEM, type ListDetails } from "./queries";

/** What several of the procedures that change lists do. */

const LISTS_LIMIT = 200;

/** @throws FeaturescopeError NOT_FOUND when there is no such list for the viewer */
export async function requireList(id: string): Promise<ListDetails> {
  const list = await findList(id);
  if (list) return list;
  throw new FeaturescopeError(
    "NOT_FOUND",
    "There is no such list here.",
    "It may be private, or its owner may have deleted it.",
  );
}

/**
 * Begins a list of somebody's; its id. @param forkedFrom a list whose features it has, as far as the viewer sees them
 * @throws FeaturescopeError CONFLICT for too many lists
 */
export async function insertList(
  owner: ViewerAccount,
  text: { title: string; note: string; visibility: Visibility },
  forkedFrom?: string,
): Promise<string> {
  const access = await itemAccess();
  return inTransaction(getDatabase().pool, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      "SELECT count(*)::int FROM feature_list WHERE owner_id = $1",
      [owner.id],
    );
    if ((rows[0]?.count ?? 0) >= LISTS_LIMIT)
      throw new FeaturescopeError(
        "CONFLICT",
        `You have ${LISTS_LIMIT} lists, which is the most.`,
        "Delete one that is not needed any more.",
      );
    const id = randomBytes(8).toString("base64url").replace(/^[-_]/, "a");
    await client.query(
      `INSERT INTO feature_list (id, owner_id, title, note, visibility, forked_from) VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, owner.id, text.title, text.note, text.visibility, forkedFrom ?? null],
    );
    if (forkedFrom)
      await client.query(
        `INSERT INTO list_item (list_id, sae_id, feature, position, note)
         SELECT $4, i.sae_id, i.feature, i.position, i.note
         FROM list_item i JOIN feature_list fl ON fl.id = i.list_id WHERE i.list_id = $5 AND ${SEEN_ITEM}`,
        [...access, id, forkedFrom],
      );
    await noteInAudit(client, forkedFrom ? "list.fork" : "list.create", `list ${id}`, { forkedFrom });
    return id;
  });
}

/** Puts a feature at the end of a list of the viewer's own, or takes it out; both may be done again. */
export async function changeMember(id: string, address: FeatureAddress, member: boolean): Promise<void> {
  const sae = await resolveSae(address);
  await changeOwnList(id, async (client, list) => {
    if (member && list.items >= LIST_ITEMS_LIMIT)
      throw new FeaturescopeError(
        "TOO_LARGE",
        `A list holds at most ${LIST_ITEMS_LIMIT} features.`,
        "Begin another one.",
      );
    await client.query(
      member
        ? `INSERT INTO list_item (list_id, sae_id, feature, position)
           VALUES ($1, $2, $3, (SELECT COALESCE(max(position), 0) + 1 FROM list_item WHERE list_id = $1))
           ON CONFLICT DO NOTHING`
        : "DELETE FROM list_item WHERE list_id = $1 AND sae_id = $2 AND feature = $3",
      [id, sae.id, address.index],
    );
  });
}

/**
 * Does `work` on a list of the viewer's own, alone.
 * @throws FeaturescopeError NOT_FOUND; FORBIDDEN for somebody else's
 */
export async function changeOwnList(
  id: string,
  work: (client: PoolClient, list: ListDetails) => Promise<void>,
): Promise<void> {
  const seen = await requireList(id);
  if (!controls(seen))
    throw new FeaturescopeError(
      "FORBIDDEN",
      "This list is somebody else’s.",
      "Copy it to your own lists to change it.",
    );
  await inTransaction(getDatabase().pool, async (client) => {
    const { rows } = await client.query<{ version: number }>(
      "SELECT version FROM feature_list WHERE id = $1 FOR UPDATE",
      [id],
    );
    if (!rows[0])
      throw new FeaturescopeError("NOT_FOUND", "This list has just been deleted.", "Begin another one.");
    await work(client, { ...seen, version: rows[0].version });
    await client.query("UPDATE feature_list SET version = version + 1, updated_at = now() WHERE id = $1", [
      id,
    ]);
  });
}

/** @throws FeaturescopeError CONFLICT when the list has changed since `version` */
export function requireListVersion(list: ListDetails, version: number): void {
  if (list.version === version) return;
  throw new FeaturescopeError(
    "CONFLICT",
    "This list was changed in the meantime.",
    "Reload the page to see how it is now, then change it again.",
  );
}
