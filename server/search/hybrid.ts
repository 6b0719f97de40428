import type { ResolvedFilters } from "@/domain/meaning";
import type { RankPlace } from "@/domain/search";
import { searchMeaning } from "./meaning";
import type { FoundFeature } from "./list-by-quality";
import { searchWords, type WordsPage } from "./words";

/** Of each ranking so many are fused; further ones are on the tabs of the two. */
export const FUSED = 100;
/** The constant of reciprocal rank fusion in its paper (Cormack, Clarke and Büttcher, SIGIR 2009). */
const RANK_CONSTANT = 60;

export interface HybridPage extends WordsPage {
  similarities: Map<string, number>;
  /** Why meanings were not searched. */
  trouble: unknown;
  incomplete: boolean;
}

/**
 * Words and meaning in one list: a feature's value is the sum over both rankings of 1 / (60 + its rank), so that what
 * both find comes first. Words alone where no worker answers.
 */
export async function searchHybrid(
  query: string,
  filters: ResolvedFilters,
  from: RankPlace | null,
  size: number,
): Promise<HybridPage> {
  const [words, meaning] = await Promise.all([
    searchWords(query, filters, null, FUSED),
    searchMeaning(query, filters, null, FUSED).catch((trouble: unknown) => ({ trouble })),
  ]);
  const close = "rows" in meaning ? meaning.rows : [];
  const start = from?.ranking === "all" ? from : null;
  const left = fuse([words.rows, close]).filter((row) => !start || isAfter(row, start));
  const rows = left.slice(0, size);
  const last = rows.at(-1);
  return {
    terms: words.terms,
    rows,
    after: left.length > size && last ? { ranking: "all", ...last } : null,
    similarities: new Map(close.map((row) => [keyOf(row), row.value])),
    trouble: "trouble" in meaning ? meaning.trouble : null,
    incomplete: "rows" in meaning && meaning.incomplete,
  };
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

function compare(a: Feature, b: Feature): number {
  return a.saeId - b.saeId || a.feature - b.feature;
}

export const keyOf = ({ saeId, feature }: Feature): string => `${saeId} ${feature}`;
