import type { LabelMethod, LabelState } from "@/domain/labels";
import { LABEL_ORDER } from "@/prisma/labels";
import { queryRows } from "./rows";

export interface ExportedLabel {
  id: number;
  feature: number;
  text: string;
  note: string | null;
  method: LabelMethod;
  state: LabelState;
  shown: boolean;
  author: string | null;
  source: string | null;
  detection: number | null;
  fuzzing: number | null;
  score: number | null;
  humanScore: number | null;
  votesUp: number;
  votesDown: number;
  version: number;
  createdAt: Date;
}

/** Labels that everybody may see: none that are hidden or withdrawn. */
export async function listAllLabels(saeId: number): Promise<ExportedLabel[]> {
  return queryRows<ExportedLabel>(
    `SELECT l.id, l.feature, l.text, l.note, l.method, l.state, l.shown, u.username AS author, l.source, l.detection,
            l.fuzzing, l.score, l.human_score AS "humanScore", l.votes_up AS "votesUp", l.votes_down AS "votesDown",
            l.version, l.created_at AS "createdAt"
     FROM label l LEFT JOIN user_account u ON u.id = l.author_id
     WHERE l.sae_id = $1 AND l.state NOT IN ('withdrawn', 'hidden')
     ORDER BY l.feature, ${LABEL_ORDER}`,
    [saeId],
  );
}
