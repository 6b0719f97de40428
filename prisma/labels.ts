import type { LabelMethod } from "@/domain/labels";
import type { Queryable } from "./queue";

/**
 * What every writer of the table `label` does: one writer of a feature's labels at a time, and the best of them shown
 * at the end by {@link showBestLabels}, through which every change goes. Part of the writer's transaction.
 */

/** A label that nobody has scored counts as slightly better than chance. */
const UNSCORED = 0.6;
/** What the difference between votes for and against can add or take, at most. */
const VOTES_WEIGHT = 0.3;

/**
 * What labels of a feature are sorted by, best first, under the alias l: accepted before others and disputed after
 * them, “unclear” last; then held-out score (of the program, and of people's blind quizzes where there are any) with the votes.
 */
export const LABEL_ORDER = `(l.state = 'accepted') DESC, (l.state = 'disputed'), (l.method = 'unclear'),
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

/** Waits until nobody writes labels of this SAE, and keeps others from it: for writers of many features at once. */
export async function lockAllLabels(client: Queryable, saeId: number): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtext('labels'), $1)", [saeId]);
}

/** Shows the best label of a feature that is neither hidden nor withdrawn, and no other. */
export function showBestLabel(client: Queryable, saeId: number, feature: number): Promise<void> {
  return showBestLabels(client, saeId, [feature]);
}

/** The same for many features, or for all of the SAE. The caller holds their locks. */
export async function showBestLabels(
  client: Queryable,
  saeId: number,
  features: readonly number[] | "all",
): Promise<void> {
  const values = [saeId, features === "all" ? null : features];
  const best = `SELECT DISTINCT ON (l.feature) l.id FROM label l
     WHERE l.sae_id = $1 AND ($2::int[] IS NULL OR l.feature = ANY($2)) AND l.state NOT IN ('withdrawn', 'hidden')
     ORDER BY l.feature, ${LABEL_ORDER}`;
  // one after the other: at no moment may two be shown
  await client.query(
    `UPDATE label SET shown = false
     WHERE sae_id = $1 AND ($2::int[] IS NULL OR feature = ANY($2)) AND shown AND id NOT IN (${best})`,
    values,
  );
  await client.query(`UPDATE label SET shown = true WHERE id IN (${best}) AND NOT shown`, values);
}

/** A label that a program wrote, with its score on held-out windows. */
export interface ProgramLabel {
  feature: number;
  text: string;
  method: Exclude<LabelMethod, "hand" | "import">;
  /** The language model that wrote it. */
  source: string | null;
  score: LabelScore | null;
}

export interface LabelScore {
  /** Balanced accuracies; fuzzing is null where a window has no inactive token to mark. */
  detection: number;
  fuzzing: number | null;
  /** Held-out windows of the detection score. */
  windows: number;
  /** What labels of other features, drawn at random, reach on the same windows; null where there are no others. */
  shuffled?: number | null;
  /** "rule", or the language model that judged. */
  judge: string;
}

/**
 * Writes what programs say about some features: a label that is there already gets its new score, one that the same
 * method wrote before and would not write any more is withdrawn unless people have taken it up. Labels by hand and
 * imported ones are not touched. Then the best of each feature is shown. Takes the SAE's lock.
 */
export async function writeProgramLabels(
  client: Queryable,
  saeId: number,
  wrote: {
    features: readonly number[];
    methods: readonly LabelMethod[];
    /** The language model that wrote them: labels of others stay. */
    source?: string;
    labels: readonly ProgramLabel[];
  },
): Promise<void> {
  await lockAllLabels(client, saeId);
  const rows = wrote.labels.map(({ score, ...label }) => ({ ...label, ...score, score: meanScore(score) }));
  await client.query(
    `INSERT INTO label (sae_id, feature, text, method, source, detection, fuzzing, score, shuffled, windows, judge, scored_at)
     SELECT $1, feature, text, method, source, detection, fuzzing, score, shuffled, windows, judge,
       CASE WHEN score IS NOT NULL THEN now() END
     FROM json_to_recordset($2) AS r(feature int, text text, method text, source text, detection real, fuzzing real,
       score real, shuffled real, windows int, judge text)
     ON CONFLICT (sae_id, feature, method, source, text) WHERE method NOT IN ('hand', 'import') DO UPDATE
     SET detection = excluded.detection, fuzzing = excluded.fuzzing, score = excluded.score,
       shuffled = excluded.shuffled, windows = excluded.windows, judge = excluded.judge, scored_at = excluded.scored_at,
       state = CASE WHEN label.state = 'withdrawn' THEN 'proposed' ELSE label.state END`,
    [saeId, JSON.stringify(rows)],
  );
  await client.query(
    `UPDATE label l SET state = 'withdrawn', shown = false, updated_at = now()
     WHERE sae_id = $1 AND feature = ANY($2) AND method = ANY($3) AND state = 'proposed' AND votes_up + votes_down = 0
       AND ($5::text IS NULL OR source = $5)
       AND NOT EXISTS (SELECT 1 FROM json_to_recordset($4) AS r(feature int, text text, method text, source text)
                       WHERE r.feature = l.feature AND r.method = l.method AND r.text = l.text
                         AND r.source IS NOT DISTINCT FROM l.source)`,
    [saeId, wrote.features, wrote.methods, JSON.stringify(rows), wrote.source ?? null],
  );
  await showBestLabels(client, saeId, wrote.features);
}

/** What labels are compared by: the mean of detection and fuzzing. */
export function meanScore(score: Pick<LabelScore, "detection" | "fuzzing"> | null): number | null {
  if (!score) return null;
  return score.fuzzing === null ? score.detection : (score.detection + score.fuzzing) / 2;
}
