import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import type { ResolvedFilters } from "@/domain/meaning";
import {
  QUERY_CHARACTERS,
  readPlace,
  searchFilters,
  SEARCH_ROWS,
  tidyQuery,
  writePlace,
  type RankPlace,
  type SearchFilters,
} from "@/domain/search";
import { problemOf } from "../../errors";
import { publicProcedure } from "../../trpc";
import { readWordForms } from "./queries";
import { resolveFilters } from "./filters";
import { searchHybrid } from "./hybrid";
import { searchMeaning } from "./meaning";
import { hydrate, type SearchRow } from "./rows";
import { readTerms, type Term } from "./terms";
import { searchWords } from "./words";

export type Ranking = "all" | "words" | "meaning";

export interface SearchResults {
  /** The query as it was searched. */
  query: string;
  rows: SearchRow[];
  /** Where the next page begins. */
  after: string | null;
  /** What to know about these results, a sentence each. */
  notes: string[];
  /** Ways in which the query's words are written, to be highlighted. */
  forms: string[];
}

/** One page of the features that words, a meaning or both lead to. */
export const find = publicProcedure
  .input(
    z.object({
      ranking: z.enum(["all", "words", "meaning"]),
      /** Parameters of an address as they came: q, filters, after. */
      parameters: z.record(z.string(), z.string().optional()),
    }),
  )
  .query(({ input }) => searchFeatures(input.ranking, input.parameters));

/**
 * One page of features for a query.
 * @param raw parameters of an address: q, filters, after
 * @throws FeaturescopeError BAD_INPUT or NOT_FOUND naming the parameter
 */
export async function searchFeatures(
  ranking: Ranking,
  raw: Record<string, string | undefined>,
): Promise<SearchResults> {
  const query = tidyQuery(raw.q ?? "");
  if (query === "")
    throw new FeaturescopeError(
      "BAD_INPUT",
      "There is nothing to search for.",
      "Type words, a meaning, or the id of a feature.",
    );
  if (query.length > QUERY_CHARACTERS)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `The query has ${query.length.toLocaleString("en")} characters; at most ${QUERY_CHARACTERS} are searched.`,
      "Shorten it, or have the text read by a model under “Own text”.",
    );
  const filters = await resolveFilters(readFilters(raw));
  const notes: string[] = [];
  const from = raw.after === undefined || raw.after === "" ? null : readPlace(raw.after);
  if (raw.after && !from)
    notes.push("The address names no place in these results, so they begin at the start.");
  const page = await PAGES[ranking](query, filters, from);
  notes.push(...page.notes);
  const lexemes = page.terms.flatMap(({ stems }) => stems.map(({ lexeme }) => lexeme));
  const [rows, forms] = await Promise.all([hydrate(page.rows), readWordForms(lexemes)]);
  return { query, rows, after: page.after && writePlace(page.after), notes, forms };
}

interface Page {
  rows: { saeId: number; feature: number; similarity?: number | null }[];
  after: RankPlace | null;
  terms: Term[];
  notes: string[];
}

const PAGES: Record<
  Ranking,
  (query: string, filters: ResolvedFilters, from: RankPlace | null) => Promise<Page>
> = {
  async words(query, filters, from) {
    const page = await searchWords(query, filters, from, SEARCH_ROWS);
    return { ...page, notes: termNotes(page.terms) };
  },

  async meaning(query, filters, from) {
    const [{ rows, incomplete }, terms] = await Promise.all([
      searchMeaning(query, filters, from, SEARCH_ROWS + 1),
      readTerms(query),
    ]);
    const shown = rows.slice(0, SEARCH_ROWS);
    const last = shown.at(-1);
    return {
      rows: shown.map((row) => ({ ...row, similarity: row.value })),
      after: rows.length > SEARCH_ROWS && last ? { ranking: "meaning", ...last } : null,
      // what is highlighted is what the query has in common with a label, not what resembles it
      terms: terms.filter(({ instead }) => instead.length === 0),
      notes: incomplete ? [INCOMPLETE] : [],
    };
  },

  async all(query, filters, from) {
    const page = await searchHybrid(query, filters, { from, size: SEARCH_ROWS });
    return {
      rows: page.rows,
      after: page.after,
      terms: page.terms,
      notes: [
        ...(page.trouble ? [`Found by words alone. ${problemOf(page.trouble).message}`] : []),
        ...(page.incomplete ? [INCOMPLETE] : []),
        // a word that nothing has may still have a meaning
        ...termNotes(page.trouble ? page.terms : page.terms.filter(({ instead }) => instead.length > 0)),
        ...(page.byMeaning && from === null ? ["No word matches; nearest in meaning:"] : []),
      ],
    };
  },
};

const INCOMPLETE =
  "Some labels are still being read for their meaning; they are found by their words meanwhile.";

/** @throws FeaturescopeError BAD_INPUT naming the filter */
function readFilters(raw: Record<string, string | undefined>): SearchFilters {
  const parsed = searchFilters.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? "filter");
  throw new FeaturescopeError(
    "BAD_INPUT",
    `The filter “${name}” cannot be “${(raw[name] ?? "").slice(0, 60)}”.`,
    FILTER_HINTS[name] ?? "Leave it out.",
  );
}

const FILTER_HINTS: Record<string, string> = {
  minPercent: "A density is a percentage of tokens, 0 to 100.",
  maxPercent: "A density is a percentage of tokens, 0 to 100.",
  minScore: "A label's score is a number from 0 to 1.",
  method: "Choose one of the ways in which labels are made, or leave it out.",
};

function termNotes(terms: readonly Term[]): string[] {
  return terms.flatMap(({ word, instead, stems }) => {
    if (stems.length === 0) return [`Nothing here has the word “${word}” or one like it.`];
    return instead.length > 0
      ? [`Nothing here has the word “${word}”: searched for ${instead.map((w) => `“${w}”`).join(", ")}.`]
      : [];
  });
}
