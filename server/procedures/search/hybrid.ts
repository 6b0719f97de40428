import type { ResolvedFilters } from "@/domain/meaning";
import type { RankPlace } from "@/domain/search";
import { searchMeaning } from "./meaning";
import type { FoundFeature } from "./list-by-quality";
import { searchWords, type WordsPage } from "./words";

/** Of each ranking so many are fused; further ones are on the tabs of the two. */
export const FUSED = 100;
/** A label that is less alike than this means something else: pairs of unrelated texts reach 0.3 with this model. */
const LEAST_COSINE = 0.4;
/** The constant of reciprocal rank fusion in its paper (Cormack, Clarke and Büttcher, SIGIR 2009). */
const RANK_CONSTANT = 60;

export interface HybridPage extends WordsPage {
  rows: HybridRow[];
  /** No label has the words; what comes first is near in meaning alone. */
  byMeaning: boolean;
  /** Why meanings were not searched; null where they were, and where nobody asked for them. */
  trouble: unknown;
  incomplete: boolean;
}

export interface HybridRow extends FoundFeature {
  /** Its label has the words; it has one somewhere, in its labels, tokens or examples; or it has none. */
  match: "label" | "words" | "meaning";
  /** Cosine of the query and its label; null where that is too small, or was not asked for. */
  similarity: number | null;
}

interface Extent {
  size: number;
  from?: RankPlace | null;
  /** Whether a worker is asked for labels of a like meaning, which takes a moment: without it words answer at once. */
  meaning?: boolean;
}

/**
 * The one ranking of features for what somebody types, wherever it is typed. First those whose shown label has the words,
 * as the search by words orders them; then those whose label means something near, by cosine at least LEAST_COSINE; last
 * those that have the words in other labels, tokens or examples. So what meaning adds comes in between and moves nothing
 * that was first. Words alone where no worker answers.
 */
export async function searchHybrid(
  query: string,
  filters: ResolvedFilters,
  { size, from = null, meaning = true }: Extent,
): Promise<HybridPage> {
  const [words, answer] = await Promise.all([
    searchWords(query, filters, null, FUSED),
    meaning
      ? searchMeaning(query, filters, null, FUSED).catch((trouble: unknown) => ({ trouble }))
      : { rows: [], incomplete: false },
  ]);
  const close = "rows" in answer ? answer.rows.filter(({ value }) => value >= LEAST_COSINE) : [];
  const start = from?.ranking === "all" ? from : null;
  const ranked = inTiers(words.rows, close);
  const left = ranked.filter((row) => !start || isAfter(row, start));
  const rows = left.slice(0, size);
  const last = rows.at(-1);
  return {
    terms: words.terms,
    rows,
    after: left.length > size && last ? { ranking: "all", ...placeOf(last) } : null,
    byMeaning: ranked[0]?.match === "meaning",
    trouble: "trouble" in answer ? answer.trouble : null,
    incomplete: "rows" in answer && answer.incomplete,
  };
}

/**
 * What has the words in its label, what is near in meaning, and the rest: the whole part of a feature's value says which
 * it is. The fraction is its rank by words in the first, and both ranks fused in the others.
 */
export function inTiers(
  words: readonly FoundFeature[],
  close: readonly Omit<FoundFeature, "inLabel">[],
): HybridRow[] {
  const said = new Map(words.map((row) => [keyOf(row), row.inLabel ?? false]));
  const near = new Map(close.map((row) => [keyOf(row), row.value]));
  const byWords = new Map(fuse([words]).map((row) => [keyOf(row), row.value]));
  return fuse([words, close])
    .map(({ saeId, feature, value }) => {
      const key = keyOf({ saeId, feature });
      const similarity = near.get(key) ?? null;
      const inLabel = said.get(key);
      const match = inLabel === undefined ? "meaning" : inLabel ? "label" : "words";
      const rank = inLabel ? 2 + (byWords.get(key) ?? 0) : similarity === null ? value : 1 + value;
      return { saeId, feature, value: rank, match, similarity } as const;
    })
    .sort((a, b) => b.value - a.value || compare(a, b));
}

type Feature = Pick<FoundFeature, "saeId" | "feature">;

/** Reciprocal rank fusion, largest first, ties by SAE and feature. */
export function fuse(rankings: readonly (readonly Feature[])[]): FoundFeature[] {
  const fused = new Map<string, FoundFeature>();
  for (const ranking of rankings)
    ranking.forEach(({ saeId, feature }, rank) => {
      const row = fused.get(keyOf({ saeId, feature })) ?? { saeId, feature, value: 0 };
      row.value += 1 / (RANK_CONSTANT + rank + 1);
      fused.set(keyOf(row), row);
    });
  return [...fused.values()].sort((a, b) => b.value - a.value || compare(a, b));
}

function isAfter(row: FoundFeature, place: RankPlace): boolean {
  return row.value === place.value ? compare(row, place) > 0 : row.value < place.value;
}

const placeOf = ({ value, saeId, feature }: FoundFeature) => ({ value, saeId, feature });

function compare(a: Feature, b: Feature): number {
  return a.saeId - b.saeId || a.feature - b.feature;
}

const keyOf = ({ saeId, feature }: Feature): string => `${saeId} ${feature}`;
