import type { ResolvedFilters } from "@/domain/meaning";
import type { RankPlace } from "@/domain/search";
import { filterSql, statementValues } from "@/prisma/search-filters";
import { queryPlanned } from "../queries/rows";
import { MOST_RANKED, readFrequencies, type Frequencies } from "./frequencies";
import { anyOf, listByQuality, type FoundFeature } from "./list-by-quality";
import { readTerms, type Term } from "./terms";

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
 * short labels. Words of more than MOST_RANKED documents only add to that; where there are no others, the documents
 * with all of them but the commonest are ranked if they are few, or come in the order of search_document.quality.
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
  const ranked = (candidates: string) => rank(candidates, terms, frequencies, filters, from, size + 1);
  const rare = rareEnough(lexemes, frequencies);
  const { ranking, rows: found } =
    rare.length > 0
      ? { ranking: "words" as const, rows: await ranked(anyOf(rare)) }
      : await findFrequent(terms, frequencies, ranked, filters, from, size + 1);
  const rows = found.slice(0, size);
  const last = rows.at(-1);
  return { terms, rows, after: found.length > size && last ? { ranking, ...last } : null };
}

/** The rarest stems: as many as have MOST_RANKED documents together. */
function rareEnough(lexemes: readonly string[], { of }: Frequencies): string[] {
  let documents = 0;
  return lexemes
    .toSorted((a, b) => of(a) - of(b))
    .filter((lexeme) => (documents += of(lexeme)) <= MOST_RANKED);
}

/** Features by words that each are too frequent to rank all their documents. */
async function findFrequent(
  terms: readonly Term[],
  { of, total, bestQualities }: Frequencies,
  ranked: (candidates: string) => Promise<FoundFeature[]>,
  filters: ResolvedFilters,
  from: RankPlace | null,
  limit: number,
): Promise<{ ranking: "words" | "quality"; rows: FoundFeature[] }> {
  const sum = (lexemes: readonly string[]) => lexemes.reduce((before, lexeme) => before + of(lexeme), 0);
  const searched = terms
    .filter((term) => term.stems.length > 0)
    .map((term) => term.stems.map(({ lexeme }) => lexeme))
    .sort((a, b) => sum(a) - sum(b))
    .filter((lexemes, i) => i === 0 || sum(lexemes) < COMMON_SHARE * total);
  const all = searched.map((lexemes) => `(${anyOf(lexemes)})`).join(" & ");
  // if their words do not depend on each other
  const expected = searched.reduce((share, lexemes) => share * Math.min(1, sum(lexemes) / total), total);
  if (from?.ranking === "words") return { ranking: "words", rows: await ranked(all) };
  const listed = await listByQuality(
    { candidates: all, documents: expected, bestQualities },
    filters,
    from,
    limit,
  );
  if (from === null && listed.documents > 0 && listed.documents <= MOST_RANKED)
    return { ranking: "words", rows: await ranked(all) };
  if (listed.documents > 0) return { ranking: "quality", rows: listed.rows };
  const any = { candidates: anyOf(searched.flat()), documents: sum(searched.flat()), bestQualities };
  return { ranking: "quality", rows: (await listByQuality(any, filters, from, limit)).rows };
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

function beyond(from: RankPlace, value: ReturnType<typeof statementValues>["value"]): string {
  const rank = value(from.value, "float8");
  return `(value < ${rank} OR (value = ${rank} AND ("saeId", feature) > (${value(from.saeId, "int")}, ${value(from.feature, "int")})))`;
}
