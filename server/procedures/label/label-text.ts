import type { PoolClient } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import type { FeatureAddress } from "@/domain/urls";
import { hasRole } from "@/domain/accounts";
import { noteInAudit } from "../../audit";
import { resolveSae } from "../../addresses";
import type { ViewerAccount } from "../../access/viewer";
import { changeLabel, changeLabels, countVotes, requireAlive, requireVersion } from "./change-label";

export interface LabelText {
  text: string;
  note: string | null;
  /** Passages of the feature's examples. */
  evidence: number[];
}

/** Adds a label of a person. @throws FeaturescopeError CONFLICT when the feature has this label already */
export async function proposeLabel(
  author: ViewerAccount,
  address: FeatureAddress,
  said: LabelText,
): Promise<number> {
  const sae = await resolveSae(address);
  return changeLabels(sae.id, address.index, async (client) => {
    await requireNew(client, sae.id, address.index, said.text, null);
    await requireExamples(client, sae.id, address.index, said.evidence);
    const { rows } = await client.query<{ id: number }>(
      `INSERT INTO label (sae_id, feature, text, note, evidence, method, author_id)
       VALUES ($1, $2, $3, $4, $5, 'hand', $6) RETURNING id`,
      [sae.id, address.index, said.text, said.note, said.evidence, author.id],
    );
    const id = rows[0]?.id ?? 0;
    await addVersion(client, id, 1, said, author);
    await noteInAudit(client, "label.propose", `label ${id}`, { text: said.text });
    return id;
  });
}

/**
 * Gives a label another text, as its next version. Votes, quizzes and acceptance were of the text before: they stay
 * with it. @param version that the editor saw
 * @throws FeaturescopeError CONFLICT when it is not the latest any more; FORBIDDEN for others than author and reviewers
 */
export function editLabel(
  editor: ViewerAccount,
  id: number,
  version: number,
  said: LabelText,
): Promise<{ version: number }> {
  return changeLabel(id, async (client, label) => {
    if (label.method !== "hand" || (label.authorId !== editor.id && !hasRole(editor.role, "reviewer")))
      throw new FeaturescopeError(
        "FORBIDDEN",
        label.method === "hand"
          ? "This label is somebody else’s."
          : "This label was not written by a person.",
        "Propose one of your own; both can be voted for.",
      );
    requireAlive(label);
    requireVersion(label, version);
    await requireNew(client, label.saeId, label.feature, said.text, id);
    await requireExamples(client, label.saeId, label.feature, said.evidence);
    const next = version + 1;
    await addVersion(client, id, next, said, editor);
    await client.query(
      `UPDATE label SET text = $2, note = $3, evidence = $4, version = $5, state = 'proposed', updated_at = now(),
         detection = NULL, fuzzing = NULL, score = NULL, shuffled = NULL WHERE id = $1`,
      [id, said.text, said.note, said.evidence, next],
    );
    await countVotes(client, id);
    await noteInAudit(client, "label.edit", `label ${id}`, { version: next, state: label.state });
    return { version: next };
  });
}

async function addVersion(
  client: PoolClient,
  id: number,
  version: number,
  { text, note, evidence }: LabelText,
  editor: ViewerAccount,
): Promise<void> {
  await client.query(
    "INSERT INTO label_version (label_id, version, text, note, evidence, editor_id) VALUES ($1, $2, $3, $4, $5, $6)",
    [id, version, text, note, evidence, editor.id],
  );
}

async function requireNew(
  client: PoolClient,
  saeId: number,
  feature: number,
  text: string,
  except: number | null,
): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT 1 FROM label WHERE sae_id = $1 AND feature = $2 AND lower(text) = lower($3) AND method = 'hand'
       AND state NOT IN ('withdrawn', 'hidden') AND id IS DISTINCT FROM $4`,
    [saeId, feature, text, except],
  );
  if (rowCount)
    throw new FeaturescopeError(
      "CONFLICT",
      "This feature has a label with this text already.",
      "Vote for it, or take its blind quiz.",
    );
}

async function requireExamples(
  client: PoolClient,
  saeId: number,
  feature: number,
  passages: readonly number[],
): Promise<void> {
  if (passages.length === 0) return;
  const { rows } = await client.query<{ passage: number }>(
    `SELECT DISTINCT a.passage FROM activation a JOIN collection c ON c.id = a.collection_id
     WHERE c.sae_id = $1 AND a.feature = $2 AND a.passage = ANY($3)`,
    [saeId, feature, passages],
  );
  const known = new Set(rows.map(({ passage }) => passage));
  const unknown = passages.find((passage) => !known.has(passage));
  if (unknown !== undefined)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `Passage ${unknown} is no example of this feature.`,
      "Choose evidence among the examples on its page.",
    );
}
