import { NO_SCORE, type BrowseQuery, type Cursor, type FeatureSort } from "@/domain/browse";
import type { ShownLabel } from "@/domain/labels";
import { queryRows } from "../../platform/rows";
import { LABEL_JSON } from "../label/queries";
import { PASSAGE_COLUMNS, type PackedStrongest } from "../feature/queries";
import { partsOf, SORT_TYPE, type BrowsePart } from "./browse-parts";

/** A row of the table of features: its statistics and, where it has one, its strongest example. */
export type PackedBrowseRow = PackedStrongest & {
  index: number;
  activeTokens: number;
  density: number;
  max: number;
  promoted: Buffer;
  label: ShownLabel | null;
};

export interface BrowsePage {
  rows: PackedBrowseRow[];
  /** Places to go on from; null where there is nothing further that way. */
  before: Cursor | null;
  after: Cursor | null;
}

/**
 * One page of a collection's features. Filters come before the limit, and pages follow on from a place, not a row
 * number, so that no row is shown twice or left out while workers rewrite the table.
 */
export async function browseFeatures(
  collectionId: number,
  corpusId: number,
  query: BrowseQuery,
  size: number,
): Promise<BrowsePage> {
  const backwards = query.before !== undefined;
  const from = query.before ?? query.after;
  const found: PackedBrowseRow[] = [];
  for (const part of partsOf(query, isAscending(query))) {
    const missing = size + 1 - found.length;
    if (missing === 0) break;
    const { sql, values } = pageStatement({ collectionId, corpusId, query, part, limit: missing });
    found.push(...(await queryRows<PackedBrowseRow>(sql, values)));
  }
  const more = found.length > size;
  const rows = found.slice(0, size);
  if (backwards) rows.reverse();
  const place = (row: PackedBrowseRow | undefined) =>
    row ? { value: sortValue(row, query.sort), index: row.index } : null;
  return {
    rows,
    before: (backwards ? more : from !== undefined) ? place(rows[0]) : null,
    after: (backwards ? true : more) ? place(rows.at(-1)) : null,
  };
}

function sortValue(row: PackedBrowseRow, sort: FeatureSort): number {
  return sort === "score" ? (row.label?.score ?? NO_SCORE) : row[sort];
}

/** Of the statement: a page that ends at a place is read backwards. */
const isAscending = ({ order, before }: BrowseQuery): boolean => (order === "asc") === (before === undefined);

interface Statement {
  collectionId: number;
  corpusId: number;
  query: BrowseQuery;
  part: BrowsePart;
  limit: number;
}

function pageStatement({ collectionId, corpusId, query, part, limit }: Statement) {
  const values: unknown[] = [collectionId, corpusId];
  const place = (value: number | string, type: string) =>
    // the database refuses what a real cannot hold, however small
    `$${values.push(type === "real" ? Math.fround(Number(value)) : value)}::${type}`;
  const conditions = ["f.collection_id = $1"];
  if (query.minPercent !== undefined)
    conditions.push(`f.density >= ${place(query.minPercent / 100, "real")}`);
  if (query.maxPercent !== undefined)
    conditions.push(`f.density <= ${place(query.maxPercent / 100, "real")}`);
  if (query.minMax !== undefined) conditions.push(`f.max >= ${place(query.minMax, "real")}`);
  if (query.maxMax !== undefined) conditions.push(`f.max <= ${place(query.maxMax, "real")}`);
  if (query.method === "none") conditions.push("l.id IS NULL");
  else if (query.method !== undefined) conditions.push(`l.method = ${place(query.method, "text")}`);
  if (query.minScore !== undefined) conditions.push(`l.score >= ${place(query.minScore, "real")}`);

  const { name, order, join, only } = part;
  const type = SORT_TYPE[query.sort];
  const ascending = isAscending(query);
  const direction = ascending ? "ASC" : "DESC";
  const from = query.before ?? query.after;
  if (from) {
    const bySort = query.sort !== "index";
    const bound = bySort
      ? `(${place(from.value, type)}, ${place(from.index, "int")})`
      : place(from.index, "int");
    conditions.push(`${bySort ? `(${name}, f.index)` : name} ${ascending ? ">" : "<"} ${bound}`);
  }
  const sql = `
    WITH page AS MATERIALIZED (
      SELECT f.collection_id, f.index, f.active_tokens, f.density, f.max, f.promoted,
        ${name} AS sorted, CASE WHEN l.id IS NOT NULL THEN ${LABEL_JSON} END AS label
      FROM feature f
      ${join} JOIN label l ON l.sae_id = (SELECT c.sae_id FROM collection c WHERE c.id = $1)
        AND l.feature = f.index AND l.shown
      WHERE ${[...conditions, ...only].join(" AND ")}
      ORDER BY ${order.map((column) => `${column} ${direction}`).join(", ")} LIMIT ${limit}
    )
    SELECT f.index, f.label, f.active_tokens AS "activeTokens", f.density, f.max, f.promoted, a.passage, a.peak, a.value, a.packed, ${PASSAGE_COLUMNS}
    FROM page f
    LEFT JOIN activation a
      ON a.collection_id = f.collection_id AND a.feature = f.index AND a.band = 0 AND a.rank = 0
    LEFT JOIN passage p ON p.corpus_id = $2 AND p.index = a.passage
    ORDER BY f.sorted ${direction}, f.index ${direction}`;
  return { sql, values };
}

/** Features per quarter of a decade of density, log10 from -7 to 0; dead ones apart. */
export interface DensityHistogram {
  counts: number[];
  dead: number;
  features: number;
}

export const DENSITY_DECADES = 7;
export const BINS_PER_DECADE = 4;

export async function densityHistogram(collectionId: number): Promise<DensityHistogram> {
  const bins = DENSITY_DECADES * BINS_PER_DECADE;
  const rows = await queryRows<{ bin: number; features: number }>(
    `SELECT CASE WHEN density > 0
              THEN greatest(1, least($2, width_bucket(log(density::float8), $3, 0, $2))) ELSE 0 END AS bin,
            count(*)::int AS features
     FROM feature WHERE collection_id = $1 GROUP BY 1`,
    [collectionId, bins, -DENSITY_DECADES],
  );
  const counts = new Array<number>(bins).fill(0);
  for (const { bin, features } of rows) if (bin > 0) counts[bin - 1] = features;
  const dead = rows.find(({ bin }) => bin === 0)?.features ?? 0;
  return { counts, dead, features: rows.reduce((sum, { features }) => sum + features, 0) };
}
