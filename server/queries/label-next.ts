import type { FeatureAddress } from "@/domain/urls";
import { queryRows } from "./rows";

/** Why a feature is worth somebody's next minute. */
export const LABEL_REASONS = {
  disputed: "one of its labels is disputed",
  unlabelled: "nobody has labelled it yet",
  unconfirmed: "no person has confirmed its label",
} as const;
export type LabelReason = keyof typeof LABEL_REASONS;

export interface NextFeature extends FeatureAddress {
  reason: LabelReason;
}

/** Active on at least 0.01 % and at most 5 % of tokens: rarer is noise, denser is rarely one thing. */
const WORTH_A_LABEL = "f.density BETWEEN 1e-4 AND 0.05";

/** The account has neither labelled the feature nor voted on a label of it. */
const UNTOUCHED = `NOT EXISTS (
  SELECT 1 FROM label o LEFT JOIN label_vote v ON v.label_id = o.id AND v.user_id = $2
  WHERE o.sae_id = s.id AND o.feature = f.index AND (o.author_id = $2 OR v.user_id IS NOT NULL))`;

const CONDITION: Record<LabelReason, string> = {
  disputed:
    "EXISTS (SELECT 1 FROM label l WHERE l.sae_id = s.id AND l.feature = f.index AND l.state = 'disputed')",
  unlabelled:
    "NOT EXISTS (SELECT 1 FROM label l WHERE l.sae_id = s.id AND l.feature = f.index AND l.state NOT IN ('withdrawn', 'hidden'))",
  unconfirmed: `NOT EXISTS (
    SELECT 1 FROM label l WHERE l.sae_id = s.id AND l.feature = f.index
      AND (l.state = 'accepted' OR l.votes_up > l.votes_down OR l.method = 'hand'))`,
};

/**
 * A feature of one of the SAEs that the account should look at next, for the first reason that holds for any. Begins at
 * a random place, so that two people are rarely asked about the same one, and reads the primary key from there on.
 */
export async function findNextToLabel(
  saeIds: readonly number[],
  userId: string,
  reasons: readonly LabelReason[],
  except: FeatureAddress | null = null,
): Promise<NextFeature | null> {
  for (const reason of reasons) {
    const from = (place: string) => `
      SELECT s.model_id AS model, s.slug AS sae, f.index
      FROM sae s JOIN feature f ON f.collection_id = s.current_collection_id
      WHERE s.id = $1 AND f.index ${place} $3 AND ${WORTH_A_LABEL} AND ${CONDITION[reason]} AND ${UNTOUCHED}
        AND (s.model_id, s.slug, f.index) IS DISTINCT FROM ($4::text, $5::text, $6::int)
      ORDER BY f.index LIMIT 1`;
    for (const saeId of saeIds) {
      const [found] = await queryRows<FeatureAddress>(
        `WITH later AS (${from(">=")}), earlier AS (${from("<")})
         SELECT * FROM later UNION ALL SELECT * FROM earlier LIMIT 1`,
        [saeId, userId, await randomIndex(saeId), except?.model, except?.sae, except?.index],
      );
      if (found) return { ...found, reason };
    }
  }
  return null;
}

async function randomIndex(saeId: number): Promise<number> {
  const [sae] = await queryRows<{ width: number }>("SELECT d_sae AS width FROM sae WHERE id = $1", [saeId]);
  return Math.floor(Math.random() * (sae?.width ?? 0));
}
