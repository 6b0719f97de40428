import type { PoolClient } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import type { LabelState } from "@/domain/labels";
import { getDatabase } from "@/prisma/client";
import { lockLabels, showBestLabel } from "@/prisma/labels";
import { inTransaction } from "@/prisma/transaction";
import { reachableSaeIds } from "../../platform/access/catalogue";
import { mayModerate } from "../../platform/access/rules";
import { currentViewer } from "../../platform/access/viewer";

/** A label as whoever changes it finds it, while nobody else can change it. */
export interface HeldLabel {
  id: number;
  saeId: number;
  feature: number;
  text: string;
  note: string | null;
  evidence: number[];
  method: string;
  state: LabelState;
  authorId: string | null;
  authorName: string | null;
  version: number;
}

/** Does `work` on a feature's labels alone, all of it or nothing, and shows the best label afterwards. */
export function changeLabels<T>(
  saeId: number,
  feature: number,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return inTransaction(getDatabase().pool, async (client) => {
    await lockLabels(client, saeId, feature);
    const result = await work(client);
    await showBestLabel(client, saeId, feature);
    return result;
  });
}

/**
 * Does `work` on one label that the viewer may see.
 * @throws FeaturescopeError NOT_FOUND
 */
export async function changeLabel<T>(
  id: number,
  work: (client: PoolClient, label: HeldLabel) => Promise<T>,
): Promise<T> {
  const place = await placeOfLabel(id);
  return changeLabels(place.saeId, place.feature, async (client) => {
    const { rows } = await client.query<HeldLabel>(
      `SELECT l.id, l.sae_id AS "saeId", l.feature, l.text, l.note, COALESCE(l.evidence, '{}') AS evidence, l.method, l.state, l.version,
              l.author_id AS "authorId", u.username AS "authorName"
       FROM label l LEFT JOIN user_account u ON u.id = l.author_id WHERE l.id = $1`,
      [id],
    );
    const [label] = rows;
    if (!label) throw noLabel(id);
    return work(client, label);
  });
}

/** The feature of a label that the viewer may see. @throws FeaturescopeError NOT_FOUND */
export async function placeOfLabel(id: number): Promise<{ saeId: number; feature: number }> {
  const viewer = currentViewer();
  const { rows } = await getDatabase().pool.query<{ saeId: number; feature: number }>(
    `SELECT sae_id AS "saeId", feature FROM label
     WHERE id = $1 AND sae_id = ANY($2) AND (state <> 'hidden' OR $3 OR author_id = $4)`,
    [id, await reachableSaeIds(), mayModerate(viewer), viewer.user?.id ?? null],
  );
  if (!rows[0]) throw noLabel(id);
  return rows[0];
}

function noLabel(id: number): FeaturescopeError {
  return new FeaturescopeError("NOT_FOUND", `There is no label ${id} here.`, "It may have been removed.");
}

/** Counts the votes on the latest version of a label anew. */
export async function countVotes(client: PoolClient, id: number): Promise<void> {
  await client.query(
    `UPDATE label l SET votes_up = v.up, votes_down = v.down, human_score = q.score, updated_at = now()
     FROM (SELECT count(*) FILTER (WHERE value = 1) AS up, count(*) FILTER (WHERE value = -1) AS down
           FROM label_vote v JOIN label l ON l.id = v.label_id AND l.version = v.version WHERE l.id = $1) v,
          (SELECT avg(accuracy)::real AS score
           FROM label_quiz q JOIN label l ON l.id = q.label_id AND l.version = q.version WHERE l.id = $1) q
     WHERE l.id = $1`,
    [id],
  );
}

/** @throws FeaturescopeError CONFLICT when the label is not as the caller saw it, saying how it is now */
export function requireLabelVersion(label: HeldLabel, version: number): void {
  if (label.version === version) return;
  throw new FeaturescopeError(
    "CONFLICT",
    `This label was changed in the meantime; it now reads “${label.text}”.`,
    "Look at the new text, then decide again. What you wrote is still in the form.",
  );
}

export async function setLabelState(client: PoolClient, id: number, state: LabelState): Promise<void> {
  await client.query("UPDATE label SET state = $2, updated_at = now() WHERE id = $1", [id, state]);
}

/** @throws FeaturescopeError CONFLICT for a label that is withdrawn or hidden */
export function requireAlive(label: HeldLabel): void {
  if (label.state === "withdrawn" || label.state === "hidden")
    throw new FeaturescopeError(
      "CONFLICT",
      `This label is ${label.state}.`,
      "Its history stays, but nothing is added to it.",
    );
}
