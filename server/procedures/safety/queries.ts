import {
  probeCounts,
  safetyEvidence,
  type ProbeCounts,
  type SafetyEvidence,
  type SteeringLimitKind,
} from "@/domain/safety";
import type { SafetyFamilySlug } from "@/domain/safety-families";
import type { FeatureAddress } from "@/domain/urls";
import { listedSaeIds } from "../../platform/access/catalogue";
import { queryRows } from "../../platform/rows";

/** A probe of one SAE for one family, as far as the viewer may know of the SAE. */
export interface SafetyProbeSummary {
  model: string;
  sae: string;
  family: SafetyFamilySlug;
  counts: ProbeCounts;
  listed: number;
  confirmed: number;
  rejected: number;
  at: Date;
}

/** Verdicts by feature of p's SAE and family: confirmed is what more reviewers have confirmed than rejected. */
const VERDICTS = `SELECT sae_id, family, feature, count(*) FILTER (WHERE confirms)::int AS confirmed,
    count(*) FILTER (WHERE NOT confirms)::int AS rejected
  FROM safety_verdict GROUP BY sae_id, family, feature`;

/** Every probe of a listed SAE. */
export async function listProbes(): Promise<SafetyProbeSummary[]> {
  const rows = await queryRows<SafetyProbeSummary & { counts: unknown }>(
    `SELECT s.model_id AS model, s.slug AS sae, p.family, p.counts, p.at,
       (SELECT count(*)::int FROM safety_listing l WHERE l.sae_id = p.sae_id AND l.family = p.family) AS listed,
       (SELECT count(*)::int FROM (${VERDICTS}) v
        WHERE v.sae_id = p.sae_id AND v.family = p.family AND v.confirmed > v.rejected) AS confirmed,
       (SELECT count(*)::int FROM (${VERDICTS}) v
        WHERE v.sae_id = p.sae_id AND v.family = p.family AND v.rejected > v.confirmed) AS rejected
     FROM safety_probe p JOIN sae s ON s.id = p.sae_id WHERE p.sae_id = ANY($1)
     ORDER BY s.model_id, s.d_sae DESC, s.slug, p.family`,
    [await listedSaeIds()],
  );
  return rows.map((row) => ({ ...row, counts: probeCounts.parse(row.counts) }));
}

export interface SafetyVerdict {
  by: string | null;
  confirms: boolean;
  reason: string;
  at: string;
}

export interface ListedForSafety extends FeatureAddress {
  label: string | null;
  score: number;
  evidence: SafetyEvidence;
  confirmed: number;
  rejected: number;
  verdicts: SafetyVerdict[];
}

/** Features listed for a family in an SAE, the best supported first. @param after how many to pass over */
export async function listForSafety(
  saeId: number,
  family: SafetyFamilySlug,
  { after, count }: { after: number; count: number },
): Promise<ListedForSafety[]> {
  const rows = await queryRows<ListedForSafety & { evidence: unknown }>(
    `SELECT s.model_id AS model, s.slug AS sae, l.feature AS index, lb.text AS label, l.score, l.evidence,
       COALESCE(v.confirmed, 0) AS confirmed, COALESCE(v.rejected, 0) AS rejected, COALESCE(v.verdicts, '[]') AS verdicts
     FROM safety_listing l JOIN sae s ON s.id = l.sae_id
     LEFT JOIN label lb ON lb.sae_id = l.sae_id AND lb.feature = l.feature AND lb.shown
     LEFT JOIN LATERAL (
       SELECT count(*) FILTER (WHERE sv.confirms)::int AS confirmed,
         count(*) FILTER (WHERE NOT sv.confirms)::int AS rejected,
         json_agg(json_build_object('by', u.username, 'confirms', sv.confirms, 'reason', sv.reason, 'at', sv.at)
           ORDER BY sv.at) AS verdicts
       FROM safety_verdict sv LEFT JOIN user_account u ON u.id = sv.user_id
       WHERE sv.sae_id = l.sae_id AND sv.family = l.family AND sv.feature = l.feature) v ON true
     WHERE l.sae_id = $1 AND l.family = $2 ORDER BY l.score DESC, l.feature OFFSET $3 LIMIT $4`,
    [saeId, family, after, count],
  );
  return rows.map((row) => ({ ...row, evidence: safetyEvidence.parse(row.evidence) }));
}

/** How steering is limited, by family; those that are open are left out. */
export async function listLimits(): Promise<Map<SafetyFamilySlug, Exclude<SteeringLimitKind, "open">>> {
  const rows = await queryRows<{ family: SafetyFamilySlug; steering: Exclude<SteeringLimitKind, "open"> }>(
    "SELECT family, steering FROM safety_limit WHERE steering <> 'open'",
    [],
  );
  return new Map(rows.map(({ family, steering }) => [family, steering]));
}

export interface LimitedFeature {
  sae: string;
  feature: number;
  family: SafetyFamilySlug;
  steering: Exclude<SteeringLimitKind, "open">;
}

/** Of these features of a model those that reviewers have confirmed for a family whose steering is limited. */
export async function findLimited(
  model: string,
  wanted: readonly { sae: string; feature: number }[],
): Promise<LimitedFeature[]> {
  return queryRows<LimitedFeature>(
    `SELECT s.slug AS sae, v.feature, v.family, l.steering
     FROM unnest($2::text[], $3::int[]) AS w(slug, feature)
     JOIN sae s ON s.model_id = $1 AND s.slug = w.slug
     JOIN (${VERDICTS}) v ON v.sae_id = s.id AND v.feature = w.feature AND v.confirmed > v.rejected
     JOIN safety_limit l ON l.family = v.family AND l.steering <> 'open'
     ORDER BY l.steering, s.slug, v.feature`,
    [model, wanted.map(({ sae }) => sae), wanted.map(({ feature }) => feature)],
  );
}
