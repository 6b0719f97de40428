import { NO_SCORE, type BrowseQuery, type FeatureSort } from "@/domain/browse";

/** Types of what a table is sorted by, in PostgreSQL. */
export const SORT_TYPE: Record<FeatureSort, string> = {
  index: "int",
  density: "real",
  max: "real",
  score: "real",
};

/** One of the statements that make a page, asked one after the other until it is full. */
export interface BrowsePart {
  /** What it is sorted by, as SQL, and the columns of that order. */
  name: string;
  order: readonly string[];
  /** How features meet their labels, and which of them belong to it. */
  join: "LEFT" | "INNER";
  only: readonly string[];
}

/**
 * Statements of which one begins where the one before ends: by score, features that have one come from the index of
 * scores, and the others are looked for only when those do not fill a page. Joining all features and sorting them takes
 * half a minute with a million.
 */
export function partsOf({ sort, minScore, method }: BrowseQuery, ascending: boolean): BrowsePart[] {
  if (sort !== "score") {
    const name = `f.${sort}`;
    return [{ name, order: sort === "index" ? [name] : [name, "f.index"], join: "LEFT", only: [] }];
  }
  const scored: BrowsePart = {
    name: "l.score",
    order: ["l.score", "l.feature"],
    join: "INNER",
    only: ["l.score IS NOT NULL"],
  };
  const unscored: BrowsePart = {
    name: `${NO_SCORE}::real`,
    order: ["f.index"],
    join: "LEFT",
    only: ["l.score IS NULL"],
  };
  const parts = [
    ...(method === "none" && minScore === undefined ? [] : [scored]),
    ...(minScore === undefined ? [unscored] : []),
  ];
  return ascending ? parts.reverse() : parts;
}
