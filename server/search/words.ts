import type { ResolvedFilters } from "@/domain/meaning";
import type { RankPlace } from "@/domain/search";
import { filterSql, statementValues } from "@/prisma/search-filters";
import { queryPlanned } from "../queries/rows";
import { MOST_RANKED, readFrequencies, type Frequencies } from "./frequencies";
import { readTerms, type Term } from "./terms";

export interface FoundFeature {
  saeId: number;
  feature: number;
  /** What the ranking orders by, the largest first; ties by SAE and feature. */
  value: number;
}

export interface WordsPage {
  terms: Term[];
  rows: FoundFeature[];
  /** Where the next page begins; null after the last. */
  after: RankPlace | null;
}

/** What a word counts in an example, in the tokens, in a label that is not shown, and in the one that is. */
const FIELD_WEIGHTS = "{0.1, 0.4, 0.7, 1}";
/** Length in characters at which a label's brevity counts half. */
const LABEL_LENGTH = 60;

/**
 * Features by words. Every document that has one of the rarer words is ranked: the sum over the query's words of
 * ln(documents / documents with it) x the field's weight x how close the word is to the one typed, a little more for
 * short labels. Words of more than MOST_RANKED documents only add to that; where there are no others, documents with
 * all of them come in the order of search_document.quality.
 * @param from the place that an earlier page ended at
 */
export async function searchWords(
  query: string,
  filters: ResolvedFilters,
  from: RankPlace | null,
  size: number,
): Promise<WordsPage> {
  const terms = await readTerms(query);
  const lexemes = terms.flatMap(({ stems }) => stems.map(({ lexeme }) => lexeme));
  if (lexemes.length === 0) return { terms, rows: [], after: null };
  const frequencies = await readFrequencies(lexemes);
  const plan = await planCandidates(terms, frequencies);
  const found =
    plan.ranking === "words"
      ? await rank(plan.candidates, terms, frequencies, filters, from, size + 1)
      : await listByQuality(plan.candidates, filters, from, size + 1);
  const rows = found.slice(0, size);
  const last = rows.at(-1);
  return { terms, rows, after: found.length > size && last ? { ranking: plan.ranking, ...last } : null };
}

interface Plan {
  /** As a tsquery. */
  candidates: string;
  ranking: "words" | "quality";
}

async function planCandidates(terms: readonly Term[], { of }: Frequencies): Promise<Plan> {
  const stems = terms.flatMap((term) => term.stems.map(({ lexeme }) => ({ lexeme, documents: of(lexeme) })));
  const rare: string[] = [];
  let documents = 0;
  for (const stem of stems.sort((a, b) => a.documents - b.documents)) {
    documents += stem.documents;
    if (documents > MOST_RANKED) break;
    rare.push(stem.lexeme);
  }
  if (rare.length > 0) return { candidates: anyOf(rare), ranking: "words" };
  const searched = terms.filter((term) => term.stems.length > 0);
  const all = searched.map((term) => `(${anyOf(term.stems.map(({ lexeme }) => lexeme))})`).join(" & ");
  const together = await countUpTo(all, MOST_RANKED + 1);
  if (together > MOST_RANKED) return { candidates: all, ranking: "quality" };
  if (together > 0) return { candidates: all, ranking: "words" };
  return { candidates: anyOf(stems.map(({ lexeme }) => lexeme)), ranking: "quality" };
}

async function countUpTo(candidates: string, limit: number): Promise<number> {
  const rows = await queryPlanned<{ count: number }>(
    "SELECT count(*)::int AS count FROM (SELECT 1 FROM search_document WHERE words @@ $1::tsquery LIMIT $2) bounded",
    [candidates, limit],
  );
  return rows[0]?.count ?? 0;
}

function rank(
  candidates: string,
  terms: readonly Term[],
  frequencies: Frequencies,
  filters: ResolvedFilters,
  from: RankPlace | null,
  limit: number,
): Promise<FoundFeature[]> {
  const { values, value } = statementValues();
  const matches = value(candidates, "tsquery");
  const weigh = (lexeme: string, weight: number) => {
    const rarity = Math.log((frequencies.total + 1) / (frequencies.of(lexeme) + 0.5));
    return `${value(weight * Math.max(0.1, rarity), "float8")} * ts_rank('${FIELD_WEIGHTS}', d.words, ${value(anyOf([lexeme]), "tsquery")})`;
  };
  const score = terms
    .filter(({ stems }) => stems.length > 0)
    .map(({ stems }) => `greatest(${stems.map(({ lexeme, weight }) => weigh(lexeme, weight)).join(", ")})`)
    .join(" + ");
  const conditions = filterSql(filters, value);
  const after = from?.ranking === "words" ? `WHERE ${beyond(from, value)}` : "";
  return queryPlanned<FoundFeature>(
    `SELECT * FROM (
       SELECT d.sae_id AS "saeId", d.feature,
         (${score}) * (0.8 + 0.2 / (1 + length(d.label) / ${LABEL_LENGTH}.0)) AS value
       FROM search_document d WHERE d.words @@ ${matches}${conditions}
     ) ranked ${after}
     ORDER BY value DESC, "saeId", feature LIMIT ${limit}`,
    values,
  );
}

function listByQuality(
  candidates: string,
  filters: ResolvedFilters,
  from: RankPlace | null,
  limit: number,
): Promise<FoundFeature[]> {
  const { values, value } = statementValues();
  const matches = value(candidates, "tsquery");
  const conditions = filterSql(filters, value);
  const after =
    from?.ranking === "quality"
      ? ` AND d.quality <= ${value(from.value, "real")} AND (d.quality < ${value(from.value, "real")} OR (d.sae_id, d.feature) > (${value(from.saeId, "int")}, ${value(from.feature, "int")}))`
      : "";
  return queryPlanned<FoundFeature>(
    `SELECT d.sae_id AS "saeId", d.feature, d.quality AS value FROM search_document d
     WHERE d.words @@ ${matches}${conditions}${after}
     ORDER BY d.quality DESC, d.sae_id, d.feature LIMIT ${limit}`,
    values,
  );
}

function beyond(from: RankPlace, value: ReturnType<typeof statementValues>["value"]): string {
  const rank = value(from.value, "float8");
  return `(value < ${rank} OR (value = ${rank} AND ("saeId", feature) > (${value(from.saeId, "int")}, ${value(from.feature, "int")})))`;
}

/** Stems as a tsquery, whatever characters they have. */
function anyOf(lexemes: readonly string[]): string {
  return lexemes.map((lexeme) => `'${lexeme.replace(/\\/g, "\\\\").replace(/'/g, "''")}'`).join(" | ");
}
