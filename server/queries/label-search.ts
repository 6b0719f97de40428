import type { FeatureAddress } from "@/domain/urls";
import type { ExportedLabel } from "./label-export";
import { queryRows } from "./rows";

export interface FoundLabel extends FeatureAddress {
  label: ExportedLabel;
}

/** The shown labels of some features, in the features' order; those without one are left out. */
export async function labelsOfFeatures(
  features: readonly { saeId: number; feature: number }[],
): Promise<FoundLabel[]> {
  const rows = await queryRows<ExportedLabel & { model: string; sae: string }>(
    `SELECT s.model_id AS model, s.slug AS sae, l.id, l.feature, l.text, l.note, l.method, l.state, l.shown,
            u.username AS author, l.source, l.detection, l.fuzzing, l.score, l.human_score AS "humanScore",
            l.votes_up AS "votesUp", l.votes_down AS "votesDown", l.version, l.created_at AS "createdAt"
     FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS w(sae_id, feature, place)
     JOIN sae s ON s.id = w.sae_id
     JOIN label l ON l.sae_id = w.sae_id AND l.feature = w.feature AND l.shown
     LEFT JOIN user_account u ON u.id = l.author_id
     ORDER BY w.place`,
    [features.map(({ saeId }) => saeId), features.map(({ feature }) => feature)],
  );
  return rows.map(({ model, sae, ...label }) => ({ model, sae, index: label.feature, label }));
}
