import type { Distance } from "@/domain/distances";
import { queryRows } from "../../platform/rows";

/** A feature of a neighbourhood, with the words by which it is known. */
export interface MemberRow {
  index: number;
  label: string | null;
  tokens: string;
  examples: string;
  density: number | null;
}

/** What is known of some features, in the order asked for. */
export async function listMembers(saeId: number, features: readonly number[]): Promise<MemberRow[]> {
  return queryRows<MemberRow>(
    `SELECT w.index, l.text AS label, coalesce(d.tokens, '') AS tokens, coalesce(left(d.examples, 1500), '') AS examples,
       d.density
     FROM unnest($2::int[]) WITH ORDINALITY AS w(index, place)
     LEFT JOIN label l ON l.sae_id = $1 AND l.feature = w.index AND l.shown
     LEFT JOIN search_document d ON d.sae_id = $1 AND d.feature = w.index
     ORDER BY w.place`,
    [saeId, features],
  );
}

const SPREAD = 100;

/** Features of an SAE of `dSae` at even steps, for how common a word is among all of them. */
export function listSpread(saeId: number, dSae: number): Promise<MemberRow[]> {
  const step = Math.max(1, Math.floor(dSae / SPREAD));
  return listMembers(
    saeId,
    Array.from({ length: Math.min(SPREAD, dSae) }, (_, i) => i * step),
  );
}

/** Neighbours of some features by one distance, nearest first. */
export async function listNear(
  saeId: number,
  distance: Distance,
  features: readonly number[],
  count: number,
): Promise<{ feature: number; ids: number[]; cosines: number[] }[]> {
  return queryRows(
    `SELECT n.feature, n.ids[1:$4] AS ids, n.cosines[1:$4] AS cosines FROM neighbour n
     WHERE n.sae_id = $1 AND n.other_id = $1 AND n.metric = $2 AND n.feature = ANY($3::int[])`,
    [saeId, distance, features, count],
  );
}

/** A feature of a wider SAE and the one of the narrower that it is nearest to, by direction. */
export interface Branch {
  parent: number;
  child: number;
  cosine: number;
}

/** The features of the wider SAE that are nearest to each of some features of the narrower; largest cosine first. */
export async function listBranches(
  widerId: number,
  narrowerId: number,
  parents: readonly number[],
  least: number,
): Promise<Branch[]> {
  return queryRows<Branch>(
    `SELECT n.nearest AS parent, n.feature AS child, n.cosines[1] AS cosine FROM neighbour n
     WHERE n.sae_id = $1 AND n.other_id = $2 AND n.metric = 'direction' AND n.nearest = ANY($3::int[])
       AND n.cosines[1] >= $4
     ORDER BY n.cosines[1] DESC, n.feature`,
    [widerId, narrowerId, parents, least],
  );
}

/** The feature of the narrower SAE that one of the wider is nearest to; null where it is that far from all. */
export async function findParent(
  widerId: number,
  narrowerId: number,
  child: number,
  least: number,
): Promise<Branch | null> {
  const rows = await queryRows<Branch>(
    `SELECT n.nearest AS parent, n.feature AS child, n.cosines[1] AS cosine FROM neighbour n
     WHERE n.sae_id = $1 AND n.other_id = $2 AND n.metric = 'direction' AND n.feature = $3 AND n.cosines[1] >= $4`,
    [widerId, narrowerId, child, least],
  );
  return rows[0] ?? null;
}

/** The feature of another SAE whose direction is nearest to that of one, and their cosine; null where none was compared. */
export async function findNearest(
  saeId: number,
  otherId: number,
  feature: number,
): Promise<[index: number, cosine: number] | null> {
  const rows = await queryRows<{ nearest: number; cosine: number }>(
    `SELECT n.nearest, n.cosines[1] AS cosine FROM neighbour n
     WHERE n.sae_id = $1 AND n.other_id = $2 AND n.metric = 'direction' AND n.feature = $3`,
    [saeId, otherId, feature],
  );
  return rows[0] ? [rows[0].nearest, rows[0].cosine] : null;
}

/** Features of the narrower SAE from which the most of the wider one branch off. */
export async function listMostSplit(
  widerId: number,
  narrowerId: number,
  least: number,
  count: number,
): Promise<{ feature: number; branches: number }[]> {
  return queryRows(
    `SELECT n.nearest AS feature, count(*)::int AS branches FROM neighbour n
     WHERE n.sae_id = $1 AND n.other_id = $2 AND n.metric = 'direction' AND n.cosines[1] >= $3
     GROUP BY n.nearest HAVING count(*) > 1 ORDER BY 2 DESC, sum(n.cosines[1]) DESC, 1 LIMIT $4`,
    [widerId, narrowerId, least, count],
  );
}
