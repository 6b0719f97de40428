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

/** Words of more than this share of all documents say nothing beside a rarer one. */
const COMMON_SHARE = 0.1;
/** What a word counts in an example, in the tokens, in a label that is not shown, and in the one that is. */
const FIELD_WEIGHTS = "{0.1, 0.4, 0.7, 1}";
/** Length in characters at which a label's brevity counts half. */
const LABEL_LENGTH = 60;

/**
 * Features by words. Every document that has one of the rarer words is ranked: the sum over the query's words of
 * ln(documents / documents with it) x the field's weight x how close the word is to the one typed, a little more for
 * short labels. Words of more than MOST_RANKED documents only add to that; where there are no others, documents with
 * all of them but the commonest come in the order of search_document.quality.
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
      : await listByQuality(plan, filters, from, size + 1);
  const rows = found.slice(0, size);
  const last = rows.at(-1);
  return { terms, rows, after: found.length > size && last ? { ranking: plan.ranking, ...last } : null };
}

interface Plan {
  /** As a tsquery. */
  candidates: string;
  ranking: "words" | "quality";
  /** About so many documents are candidates, if their words do not depend on each other. */
  documents: number;
}

async function planCandidates(terms: readonly Term[], { of, total }: Frequencies): Promise<Plan> {
  const stems = terms.flatMap((term) => term.stems.map(({ lexeme }) => ({ lexeme, documents: of(lexeme) })));
  const rare: string[] = [];
  let documents = 0;
  for (const stem of stems.sort((a, b) => a.documents - b.documents)) {
    if (documents + stem.documents > MOST_RANKED) break;
    documents += stem.documents;
    rare.push(stem.lexeme);
  }
  if (rare.length > 0) return { candidates: anyOf(rare), ranking: "words", documents };
  const sum = (lexemes: readonly string[]) => lexemes.reduce((before, lexeme) => before + of(lexeme), 0);
  const searched = terms
    .filter((term) => term.stems.length > 0)
    .map((term) => term.stems.map(({ lexeme }) => lexeme))
    .sort((a, b) => sum(a) - sum(b))
    .filter((lexemes, i) => i === 0 || sum(lexemes) < COMMON_SHARE * total);
  const all = searched.map((lexemes) => `(${anyOf(lexemes)})`).join(" & ");
  const expected = searched.reduce((share, lexemes) => share * Math.min(1, sum(lexemes) / total), total);
  // a single word has been counted
  const together = searched.length === 1 ? Infinity : await countUpTo(all, MOST_RANKED + 1);
  if (together > MOST_RANKED) return { candidates: all, ranking: "quality", documents: expected };
  if (together > 0) return { candidates: all, ranking: "words", documents: together };
  const any = anyOf(stems.map(({ lexeme }) => lexeme));
  return { candidates: any, ranking: "quality", documents: sum(stems.map(({ lexeme }) => lexeme)) };
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

/** More documents than these are not sorted: the best of them are met soon among the best of all. */
export const MOST_SORTED = 15_000;
/** Of all documents, best first, so many are looked through before the candidates are sorted after all. */
const WALKED = 8_000;

/**
 * Candidates in the order of their quality. The server's own choice between the two ways goes by how many there are
 * alone, and errs by a lot: words that are frequent in long labels are rare in short ones, which come first.
 */
async function listByQuality(
  { candidates, documents }: Plan,
  filters: ResolvedFilters,
  from: RankPlace | null,
  limit: number,
): Promise<FoundFeature[]> {
  const ways = documents > MOST_SORTED ? ([walk, sort] as const) : ([sort] as const);
  for (const way of ways) {
    const { values, value } = statementValues();
    const matches = `d.words @@ ${value(candidates, "tsquery")}${filterSql(filters, value)}`;
    const after = from?.ranking === "quality" ? worseThan(from, value) : "true";
    const rows = await queryPlanned<FoundFeature>(
      `SELECT sae_id AS "saeId", feature, quality AS value FROM (${way(matches, after)}) found
       ORDER BY quality DESC, sae_id, feature LIMIT ${limit}`,
      values,
    );
    if (rows.length === limit || way === sort) return rows;
  }
  return [];
}

/** The candidates among the best documents of all. */
const walk = (matches: string, after: string) =>
  `SELECT d.* FROM (
     SELECT d.* FROM search_document d WHERE ${after} ORDER BY d.quality DESC, d.sae_id, d.feature LIMIT ${WALKED}
   ) d WHERE ${matches}`;

/** All candidates; OFFSET keeps the server from walking instead. */
const sort = (matches: string, after: string) =>
  `SELECT d.sae_id, d.feature, d.quality FROM search_document d WHERE ${matches} AND ${after} OFFSET 0`;

function worseThan(from: RankPlace, value: ReturnType<typeof statementValues>["value"]): string {
  const quality = value(from.value, "real");
  return `(d.quality <= ${quality} AND (d.quality < ${quality} OR (d.sae_id, d.feature) > (${value(from.saeId, "int")}, ${value(from.feature, "int")})))`;
}

function beyond(from: RankPlace, value: ReturnType<typeof statementValues>["value"]): string {
  const rank = value(from.value, "float8");
  return `(value < ${rank} OR (value = ${rank} AND ("saeId", feature) > (${value(from.saeId, "int")}, ${value(from.feature, "int")})))`;
}

/** Stems as a tsquery, whatever characters they have. */
function anyOf(lexemes: readonly string[]): string {
  return lexemes.map((lexeme) => `'${lexeme.replace(/\\/g, "\\\\").replace(/'/g, "''")}'`).join(" | ");
}
