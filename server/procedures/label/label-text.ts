import type { PoolClient } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import type { ViewerAccount } from "../../platform/access/viewer";

/** What proposing and editing have in common. */

export interface SaidOfFeature {
  text: string;
  note: string | null;
  /** Passages of the feature's examples. */
  evidence: number[];
}

/** Keeps a text that a label has from now on. */
export async function addLabelVersion(
  client: PoolClient,
  id: number,
  version: number,
  { text, note, evidence }: SaidOfFeature,
  editor: ViewerAccount,
): Promise<void> {
  await client.query(
    "INSERT INTO label_version (label_id, version, text, note, evidence, editor_id) VALUES ($1, $2, $3, $4, $5, $6)",
    [id, version, text, note, evidence, editor.id],
  );
}

/** @param except the label that is to have this text @throws FeaturescopeError CONFLICT when another has it already */
export async function requireNewText(
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

/** @throws FeaturescopeError BAD_INPUT for a passage that is none of the feature's examples */
export async function requireExamples(
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
