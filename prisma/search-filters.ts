import type { ResolvedFilters } from "@/domain/meaning";

/**
 * Filters as conditions on search_document d: " AND ...".
 * @param value adds a value to the statement and returns its place holder
 */
export function filterSql(filters: ResolvedFilters, value: (value: unknown, type: string) => string): string {
  const conditions = [`d.sae_id = ANY(${value(filters.saeIds, "int[]")})`];
  if (filters.minPercent !== undefined)
    conditions.push(`d.density >= ${value(filters.minPercent / 100, "real")}`);
  if (filters.maxPercent !== undefined)
    conditions.push(`d.density <= ${value(filters.maxPercent / 100, "real")}`);
  if (filters.method !== undefined) conditions.push(`d.method = ${value(filters.method, "text")}`);
  if (filters.minScore !== undefined) conditions.push(`d.score >= ${value(filters.minScore, "real")}`);
  return conditions.map((condition) => ` AND ${condition}`).join("");
}

/** The values of a statement that is put together, and what adds one and returns its place holder. */
export function statementValues(values: unknown[] = []) {
  return { values, value: (item: unknown, type: string) => `$${values.push(item)}::${type}` };
}
