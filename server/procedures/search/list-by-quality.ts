import type { ResolvedFilters } from "@/domain/meaning";
import type { RankPlace } from "@/domain/search";
import { filterSql, statementValues } from "@/prisma/search-filters";
import { queryPlanned } from "../../platform/rows";

export interface FoundFeature {
  saeId: number;
  feature: number;
  /** What the ranking orders by, the largest first; ties by SAE and feature. */
  value: number;
  /** Whether its shown label says it: has every word that counts, and is not an unclear one. */
  inLabel?: boolean;
}

/** Of more documents than these the best are looked for first among the best of all. */
const FEW = 2_000;
/** Of more documents than these the best are met soon on a walk from the best of all. */
export const MANY = 15_000;
/** Of all documents, best first, so many are looked through before the candidates are sorted after all. */
const WALKED = 2_000;

interface Candidates {
  /** A tsquery. */
  candidates: string;
  /** A tsquery: documents whose label it matches are left out. */
  without?: string;
  /** About so many documents match it. */
  documents: number;
  /** As in Frequencies, the largest first. */
  bestQualities: readonly number[];
}

interface Listed {
  rows: FoundFeature[];
  /** Documents that match and pass the filters; Infinity where they have not all been met. */
  documents: number;
}

/**
 * Candidates in the order of search_document.quality, ties by SAE and feature. The server's own choice between walking and
 * sorting goes by how many there are alone, and errs by a lot: words that are frequent in long labels are rare in short
 * ones, which come first. So the cheaper ways are tried first where they are likely to find a page.
 */
export async function listByQuality(
  { candidates, without, documents, bestQualities }: Candidates,
  filters: ResolvedFilters,
  from: RankPlace | null,
  limit: number,
): Promise<Listed> {
  const put = async (way: typeof walk, least = -1) => {
    const { values, value } = statementValues();
    const matches = `d.words @@ ${value(candidates, "tsquery")} AND d.quality >= ${value(least, "real")}${filterSql(filters, value)}${without === undefined ? "" : ` AND NOT d.label_words @@ ${value(without, "tsquery")}`}`;
    const after = from?.ranking === "quality" ? worseThan(from, value) : "true";
    // a walk does not count them
    return queryPlanned<FoundFeature & { documents?: number }>(way(matches, after, limit), values);
  };
  if (documents > MANY) {
    const rows = await put(walk);
    if (rows.length === limit) return { rows, documents: Infinity };
  }
  for (const least of documents > FEW ? bestQualities : []) {
    const rows = await put(sort, least);
    if (rows.length === limit) return { rows, documents: Infinity };
  }
  const rows = await put(sort);
  return { rows, documents: rows[0]?.documents ?? (from ? Infinity : 0) };
}

const COLUMNS = 'd.sae_id AS "saeId", d.feature, d.quality AS value';
const ORDER = "ORDER BY d.quality DESC, d.sae_id, d.feature";

/** The candidates among the best documents of all. */
const walk = (matches: string, after: string, limit: number) =>
  `SELECT ${COLUMNS} FROM (SELECT d.* FROM search_document d WHERE ${after} ${ORDER} LIMIT ${WALKED}) d
   WHERE ${matches} ${ORDER} LIMIT ${limit}`;

/** All candidates; materialized, so that the server does not walk instead. */
const sort = (matches: string, after: string, limit: number) =>
  `WITH matching AS MATERIALIZED (
     SELECT d.sae_id, d.feature, d.quality FROM search_document d WHERE ${matches}
   )
   SELECT ${COLUMNS}, (SELECT count(*) FROM matching)::int AS documents
   FROM matching d WHERE ${after} ${ORDER} LIMIT ${limit}`;

function worseThan(from: RankPlace, value: ReturnType<typeof statementValues>["value"]): string {
  const quality = value(from.value, "real");
  return `(d.quality <= ${quality} AND (d.quality < ${quality} OR (d.sae_id, d.feature) > (${value(from.saeId, "int")}, ${value(from.feature, "int")})))`;
}

/** Stems as a tsquery, whatever characters they have. */
export function anyOf(lexemes: readonly string[]): string {
  return lexemes.map((lexeme) => `'${lexeme.replace(/\\/g, "\\\\").replace(/'/g, "''")}'`).join(" | ");
}
