import { queryRows } from "./rows";

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
