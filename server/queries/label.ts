import type { LabelMethod, LabelState } from "@/domain/labels";
import { LABEL_ORDER } from "@/prisma/labels";
import { mayModerate } from "../access/rules";
import { currentViewer } from "../access/viewer";
import { queryRows } from "./rows";

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
export async function listLabels(saeId: number, feature: number): Promise<LabelDetails[]> {
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
