import type { Queryable } from "./queue";

/**
 * What every writer of the table `label` does: one writer of a feature's labels at a time, and the best of them shown
 * at the end. Part of the writer's transaction.
 */

/** A label that nobody has scored counts as slightly better than chance. */
const UNSCORED = 0.6;
/** What the difference between votes for and against can add or take, at most. */
const VOTES_WEIGHT = 0.3;

/**
 * What labels of a feature are sorted by, best first, under the alias l: accepted before others and disputed after
 * them; then held-out score (of the program, and of people's blind quizzes where there are any) with the votes.
 */
export const LABEL_ORDER = `(l.state = 'accepted') DESC, (l.state = 'disputed'),
  COALESCE((l.score + l.human_score) / 2, l.human_score, l.score, ${UNSCORED})
    + ${VOTES_WEIGHT} * (l.votes_up - l.votes_down)::real / (l.votes_up + l.votes_down + 2) DESC, l.id`;

/** Waits until nobody else writes labels of this feature, or of the whole SAE. */
export async function lockLabels(client: Queryable, saeId: number, feature: number): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock_shared(hashtext('labels'), $1)", [saeId]);
  await client.query("SELECT pg_advisory_xact_lock(hashtext('labels of ' || $1::text), $2)", [
    saeId,
    feature,
  ]);
}

/** Shows the best label of a feature that is neither hidden nor withdrawn, and no other. */
export async function showBestLabel(client: Queryable, saeId: number, feature: number): Promise<void> {
  const { rows } = await client.query<{ id: number; shown: boolean }>(
    `SELECT id, shown FROM label l
     WHERE sae_id = $1 AND feature = $2 AND state NOT IN ('withdrawn', 'hidden') ORDER BY ${LABEL_ORDER} LIMIT 1`,
    [saeId, feature],
  );
  const best = rows[0];
  if (best?.shown) return;
  // one after the other: at no moment may two be shown
  await client.query("UPDATE label SET shown = false WHERE sae_id = $1 AND feature = $2 AND shown", [
    saeId,
    feature,
  ]);
  if (best) await client.query("UPDATE label SET shown = true WHERE id = $1", [best.id]);
}
