import type { ResolvedFilters } from "@/domain/meaning";
import type { RankPlace } from "@/domain/search";
import { filterSql, statementValues } from "@/prisma/search-filters";
import { queryPlanned } from "../../platform/rows";
import { readWordForms } from "./queries";
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
/** What a label counts that is a word of the query, that begins with one, and that only says where a feature is strongest. */
const HEAD = 3;
const BEGINNING = 2;
const UNCLEAR = 0.2;

/**
 * Features by words. Every document that has one of the rarer words is ranked: the sum over the query's words of
 * ln(documents / documents with it) x the field's weight x how close the word is to the one typed, a little more for
 * short labels and for well scored ones, and much more for a label that begins with the word. Words of more than MOST_RANKED
 * documents only add to that; where there are no others, the documents with all of them but the commonest are ranked if
 * they are few; else those whose shown label has them are, and the others follow in the order of search_document.quality.
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
  const [frequencies, forms] = await Promise.all([readFrequencies(lexemes), readWordForms(lexemes)]);
  const counting = countingWords(terms, frequencies);
  const all = counting.map((stems) => `(${anyOf(stems)})`).join(" & ");
  const ranked = (candidates: string, field: Field = "words") =>
    rank({ candidates, field, all, terms, frequencies, forms, filters, from, limit: size + 1 });
  const rare = rareEnough(lexemes, frequencies);
  const found =
    rare.length > 0
      ? (await ranked(anyOf(rare))).map((row) => ({ ...row, ranking: "words" }))
      : await findFrequent(counting, all, frequencies, ranked, filters, from, size + 1);
  const rows = found.slice(0, size);
  const last = rows.at(-1);
  const after =
    found.length > size && last
      ? { ranking: last.ranking, value: last.value, saeId: last.saeId, feature: last.feature }
      : null;
  return { terms, rows, after };
}

/** The rarest stems: as many as have MOST_RANKED documents together. */
function rareEnough(lexemes: readonly string[], { of }: Frequencies): string[] {
  let documents = 0;
  return lexemes
    .toSorted((a, b) => of(a) - of(b))
    .filter((lexeme) => (documents += of(lexeme)) <= MOST_RANKED);
}

/** The stems of each word of a query, the rarest first; without words that are too common to say anything beside it. */
function countingWords(terms: readonly Term[], frequencies: Frequencies): string[][] {
  const { total } = frequencies;
  return terms
    .filter((term) => term.stems.length > 0)
    .map((term) => term.stems.map(({ lexeme }) => lexeme))
    .sort((a, b) => documentsOf(a, frequencies) - documentsOf(b, frequencies))
    .filter((lexemes, i) => i === 0 || documentsOf(lexemes, frequencies) < COMMON_SHARE * total);
}

function documentsOf(lexemes: readonly string[], { of }: Frequencies): number {
  return lexemes.reduce((before, lexeme) => before + of(lexeme), 0);
}

type Field = "words" | "label_words";
type Ranked = (candidates: string, field?: Field) => Promise<FoundFeature[]>;
type Placed = FoundFeature & { ranking: string };

/** Features by words that each are too frequent to rank all their documents. @param all a tsquery of every counting word */
async function findFrequent(
  counting: readonly (readonly string[])[],
  all: string,
  frequencies: Frequencies,
  ranked: Ranked,
  filters: ResolvedFilters,
  from: RankPlace | null,
  limit: number,
): Promise<Placed[]> {
  const { total, bestQualities } = frequencies;
  // if their words do not depend on each other
  const expected = counting.reduce(
    (share, lexemes) => share * Math.min(1, documentsOf(lexemes, frequencies) / total),
    total,
  );
  const as = (ranking: string) => (row: FoundFeature) => ({ ...row, ranking });
  if (from?.ranking === "words") return (await ranked(all)).map(as("words"));
  const labelled = await countLabelled(all);
  const inLabels =
    labelled <= MOST_RANKED && (from === null || from.ranking === "label")
      ? (await ranked(all, "label_words")).map(as("label"))
      : [];
  if (inLabels.length >= limit) return inLabels;
  const rest = labelled <= MOST_RANKED ? { candidates: all, without: all } : { candidates: all };
  const start = from?.ranking === "quality" ? from : null;
  const left = limit - inLabels.length;
  const listed = await listByQuality({ ...rest, documents: expected, bestQualities }, filters, start, left);
  if (from === null && inLabels.length === 0 && listed.documents > 0 && listed.documents <= MOST_RANKED)
    return (await ranked(all)).map(as("words"));
  if (inLabels.length > 0 || listed.documents > 0) return [...inLabels, ...listed.rows.map(as("quality"))];
  const stems = counting.flat();
  const any = { candidates: anyOf(stems), documents: documentsOf(stems, frequencies), bestQualities };
  return (await listByQuality(any, filters, start, limit)).rows.map(as("quality"));
}

/** How many shown labels have the words, counted to MOST_RANKED + 1. @param candidates a tsquery */
async function countLabelled(candidates: string): Promise<number> {
  const rows = await queryPlanned<{ documents: number }>(
    `SELECT count(*)::int AS documents FROM (
       SELECT 1 FROM search_document WHERE label_words @@ $1::tsquery LIMIT ${MOST_RANKED + 1}) bounded`,
    [candidates],
  );
  return rows[0]?.documents ?? 0;
}

interface Ranking {
  /** A tsquery, and the column that it is about. */
  candidates: string;
  field: Field;
  /** A tsquery of every word that counts: labels that it matches say what was looked for. */
  all: string;
  terms: readonly Term[];
  frequencies: Frequencies;
  /** Ways in which the query's words are written. */
  forms: readonly string[];
  filters: ResolvedFilters;
  from: RankPlace | null;
  limit: number;
}

function rank({
  candidates,
  field,
  all,
  terms,
  frequencies,
  forms,
  filters,
  from,
  limit,
}: Ranking): Promise<FoundFeature[]> {
  const { values, value } = statementValues();
  const matches = value(candidates, "tsquery");
  const written = value(forms, "text[]");
  const weigh = (lexeme: string, weight: number) => {
    const rarity = Math.log((frequencies.total + 1) / (frequencies.of(lexeme) + 0.5));
    return `${value(weight * Math.max(0.1, rarity), "float8")} * ts_rank('${FIELD_WEIGHTS}', d.words, ${value(anyOf([lexeme]), "tsquery")})`;
  };
  const score = terms
    .filter(({ stems }) => stems.length > 0)
    .map(({ stems }) => `greatest(${stems.map(({ lexeme, weight }) => weigh(lexeme, weight)).join(", ")})`)
    .join(" + ");
  const wanted = value(all, "tsquery");
  const conditions = filterSql(filters, value);
  const after =
    from && (from.ranking === "words" || from.ranking === "label") ? `WHERE ${beyond(from, value)}` : "";
  return queryPlanned<FoundFeature>(
    `SELECT * FROM (
       SELECT d.sae_id AS "saeId", d.feature, d.label_words @@ ${wanted} AND d.method IS DISTINCT FROM 'unclear' AS "inLabel",
         (${score}) * (0.8 + 0.2 / (1 + length(d.label) / ${LABEL_LENGTH}.0)) * (0.7 + 0.3 * coalesce(d.score, 0.5))
           * CASE WHEN d.method = 'unclear' THEN ${UNCLEAR} WHEN d.head = ANY(${written}) THEN ${HEAD}
                  WHEN split_part(d.head, ' ', 1) = ANY(${written}) THEN ${BEGINNING} ELSE 1 END AS value
       FROM search_document d WHERE d.${field} @@ ${matches}${conditions}
     ) ranked ${after}
     ORDER BY value DESC, "saeId", feature LIMIT ${limit}`,
    values,
  );
}

function beyond(from: RankPlace, value: ReturnType<typeof statementValues>["value"]): string {
  const rank = value(from.value, "float8");
  return `(value < ${rank} OR (value = ${rank} AND ("saeId", feature) > (${value(from.saeId, "int")}, ${value(from.feature, "int")})))`;
}
