import type { LabelMethod, LabelState } from "@/domain/labels";
import { LABEL_ORDER } from "@/prisma/labels";
import type { FeatureAddress } from "@/domain/urls";
import { mayModerate } from "../../platform/access/rules";
import { currentViewer } from "../../platform/access/viewer";
import { queryRows } from "../../platform/rows";

/** A {@link ShownLabel} as a JSON value; the alias is l. */
export const LABEL_JSON =
  "json_build_object('id', l.id, 'text', l.text, 'method', l.method, 'state', l.state, 'score', l.score, 'shuffled', l.shuffled)";

/** A label with everything that speaks for and against it. */
export interface LabelDetails {
  id: number;
  text: string;
  note: string | null;
  evidence: number[];
  method: LabelMethod;
  state: LabelState;
  shown: boolean;
  /** Null for a label that no person wrote. */
  author: string | null;
  source: string | null;
  detection: number | null;
  fuzzing: number | null;
  score: number | null;
  /** As in {@link ShownLabel}. */
  shuffled: number | null;
  humanScore: number | null;
  /** People who took the blind quiz on this version. */
  quizzes: number;
  /** Answers of the twin quiz that this version was in, and how many of them were right. */
  twins: number;
  twinsRight: number;
  votesUp: number;
  votesDown: number;
  /** The viewer's vote. */
  ownVote: -1 | 0 | 1;
  own: boolean;
  version: number;
  /** Remarks on this label that the viewer may see. */
  comments: number;
  createdAt: Date;
  updatedAt: Date;
}

/** Labels of a feature, the best first; withdrawn and hidden ones only for who has to do with them. */
export async function findLabels(saeId: number, feature: number): Promise<LabelDetails[]> {
  const viewer = currentViewer();
  return queryRows<LabelDetails>(
    `SELECT l.id, l.text, l.note, COALESCE(l.evidence, '{}') AS evidence, l.method, l.state, l.shown, u.username AS author, l.source,
            l.detection, l.fuzzing, l.score, l.shuffled, l.human_score AS "humanScore", l.votes_up AS "votesUp",
            l.votes_down AS "votesDown", l.version, l.created_at AS "createdAt", l.updated_at AS "updatedAt",
            COALESCE(l.author_id = $3, false) AS own, COALESCE(v.value, 0) AS "ownVote",
            (SELECT count(*)::int FROM label_quiz q WHERE q.label_id = l.id AND q.version = l.version) AS quizzes,
            twin.answers AS twins, twin."right" AS "twinsRight",
            (SELECT count(*)::int FROM comment c WHERE c.label_id = l.id AND c.deleted_at IS NULL
               AND (c.hidden_at IS NULL OR $4)) AS comments
     FROM label l
     LEFT JOIN user_account u ON u.id = l.author_id
     LEFT JOIN label_vote v ON v.label_id = l.id AND v.version = l.version AND v.user_id = $3
     CROSS JOIN LATERAL (
       SELECT count(*)::int AS answers, count(*) FILTER (WHERE is_right)::int AS "right" FROM label_twin t
       WHERE (t.label_id = l.id AND t.version = l.version) OR (t.other_id = l.id AND t.other_version = l.version)) twin
     WHERE l.sae_id = $1 AND l.feature = $2
       AND (l.state NOT IN ('withdrawn', 'hidden') OR l.author_id = $3 OR (l.state = 'hidden' AND $4))
     ORDER BY (l.state IN ('withdrawn', 'hidden')), ${LABEL_ORDER}`,
    [saeId, feature, viewer.user?.id ?? null, mayModerate(viewer)],
  );
}

export interface LabelEvent {
  at: Date;
  who: string | null;
  action: string;
  detail: Record<string, unknown>;
}

export interface LabelVersion {
  version: number;
  text: string;
  note: string | null;
  evidence: number[];
  editor: string | null;
  at: Date;
  votesUp: number;
  votesDown: number;
  humanScore: number | null;
}

/** Every version of a label with the votes that it got, and what was done with it besides voting; oldest first. */
export async function readLabelHistory(
  id: number,
): Promise<{ versions: LabelVersion[]; events: LabelEvent[] }> {
  const [versions, events] = await Promise.all([
    queryRows<LabelVersion>(
      `SELECT h.version, h.text, h.note, COALESCE(h.evidence, '{}') AS evidence, u.username AS editor, h.at,
              (SELECT count(*)::int FROM label_vote v WHERE v.label_id = $1 AND v.version = h.version AND value = 1) AS "votesUp",
              (SELECT count(*)::int FROM label_vote v WHERE v.label_id = $1 AND v.version = h.version AND value = -1) AS "votesDown",
              (SELECT avg(accuracy)::real FROM label_quiz q WHERE q.label_id = $1 AND q.version = h.version) AS "humanScore"
       FROM label_version h LEFT JOIN user_account u ON u.id = h.editor_id
       WHERE h.label_id = $1 ORDER BY h.version`,
      [id],
    ),
    queryRows<LabelEvent>(
      `SELECT a.at, u.username AS who, a.action, a.detail
       FROM audit_entry a LEFT JOIN user_account u ON u.id = a.actor_id
       WHERE a.subject = 'label ' || $1::text AND a.action NOT IN ('label.vote', 'label.quiz') ORDER BY a.id`,
      [id],
    ),
  ]);
  return { versions, events };
}

type Said =
  | "id"
  | "text"
  | "note"
  | "method"
  | "state"
  | "shown"
  | "author"
  | "source"
  | "version"
  | "createdAt";
type Judged = "detection" | "fuzzing" | "score" | "humanScore" | "votesUp" | "votesDown";

/** What of a label leaves the program: nothing that depends on who looks. */
export interface ExportedLabel extends Pick<LabelDetails, Said | Judged> {
  feature: number;
}

/** {@link ExportedLabel}; the aliases are l and, of its author's account, u. */
const EXPORTED_COLUMNS = `l.id, l.feature, l.text, l.note, l.method, l.state, l.shown, u.username AS author, l.source,
  l.detection, l.fuzzing, l.score, l.human_score AS "humanScore", l.votes_up AS "votesUp", l.votes_down AS "votesDown",
  l.version, l.created_at AS "createdAt"`;

/** Labels that everybody may see: none that are hidden or withdrawn. */
export async function listAllLabels(saeId: number): Promise<ExportedLabel[]> {
  return queryRows<ExportedLabel>(
    `SELECT ${EXPORTED_COLUMNS}
     FROM label l LEFT JOIN user_account u ON u.id = l.author_id
     WHERE l.sae_id = $1 AND l.state NOT IN ('withdrawn', 'hidden')
     ORDER BY l.feature, ${LABEL_ORDER}`,
    [saeId],
  );
}

export interface FoundLabel extends FeatureAddress {
  label: ExportedLabel;
}

/** The shown labels of some features, in the features' order; those without one are left out. */
export async function labelsOfFeatures(
  features: readonly { saeId: number; feature: number }[],
): Promise<FoundLabel[]> {
  const rows = await queryRows<ExportedLabel & { model: string; sae: string }>(
    `SELECT s.model_id AS model, s.slug AS sae, ${EXPORTED_COLUMNS}
     FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS w(sae_id, feature, place)
     JOIN sae s ON s.id = w.sae_id
     JOIN label l ON l.sae_id = w.sae_id AND l.feature = w.feature AND l.shown
     LEFT JOIN user_account u ON u.id = l.author_id
     ORDER BY w.place`,
    [features.map(({ saeId }) => saeId), features.map(({ feature }) => feature)],
  );
  return rows.map(({ model, sae, ...label }) => ({ model, sae, index: label.feature, label }));
}

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
