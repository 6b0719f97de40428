import { SHOWN_COLLECTION } from "../collection/queries";
import { queryRows } from "../../platform/rows";

export interface FoundPrefixes {
  prefixes: number[];
  /** Of the shown collection; null without one. */
  collectionId: number | null;
  counted: boolean;
}

export async function findPrefixes(saeId: number): Promise<FoundPrefixes> {
  const rows = await queryRows<FoundPrefixes>(
    `SELECT s.prefixes, c.id AS "collectionId", coalesce(c.coactivation_tokens, 0) > 0 AS counted
     FROM sae s LEFT JOIN ${SHOWN_COLLECTION} c ON true WHERE s.id = $1`,
    [saeId],
  );
  return rows[0] ?? { prefixes: [], collectionId: null, counted: false };
}

/** A feature, the one that it is a case of, and of its tokens the share at which both fire. */
export interface PrefixCase {
  parent: number;
  child: number;
  share: number;
}

const CASE = `SELECT c.parent, c.feature AS child, c.parent_count::float8 / greatest(c.active, 1) AS share
  FROM coactivation c`;

/** The features that are cases of each of some; largest share first. */
export function listCases(collectionId: number, parents: readonly number[]): Promise<PrefixCase[]> {
  return queryRows<PrefixCase>(
    `${CASE} WHERE c.collection_id = $1 AND c.parent = ANY($2::int[]) ORDER BY share DESC, child`,
    [collectionId, parents],
  );
}

/** What a feature is a case of; null where it begins a tree. */
export async function findCaseOf(collectionId: number, feature: number): Promise<PrefixCase | null> {
  const rows = await queryRows<PrefixCase>(
    `${CASE} WHERE c.collection_id = $1 AND c.feature = $2 AND c.parent IS NOT NULL`,
    [collectionId, feature],
  );
  return rows[0] ?? null;
}

/** Features of the first part with the most cases. */
export function listMostCases(
  collectionId: number,
  firstEnd: number,
  count: number,
): Promise<{ feature: number; cases: number }[]> {
  return queryRows(
    `SELECT c.parent AS feature, count(*)::int AS cases FROM coactivation c
     WHERE c.collection_id = $1 AND c.parent < $2 GROUP BY c.parent HAVING count(*) > 1
     ORDER BY 2 DESC, 1 LIMIT $3`,
    [collectionId, firstEnd, count],
  );
}
