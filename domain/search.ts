import { cleanText } from "./plain-text";
import { z } from "zod";
import { LABEL_METHODS, type LabelMethod } from "./labels";
import { withQuery } from "./urls";

/** The four readings of what is typed into the search box, and all of them in one list. */
export const SEARCH_TABS = ["all", "words", "meaning", "text", "id"] as const;
export type SearchTab = (typeof SEARCH_TABS)[number];

/** Longest text that is taken for words or a meaning, in characters; a longer one is run through the model. */
export const QUERY_CHARACTERS = 300;
/** Longest text to be run through a model that an address carries. */
export const ADDRESS_TEXT_CHARACTERS = 4_000;
export const SEARCH_ROWS = 20;

/** Which features may be found. An undefined filter lets all through. */
export interface SearchFilters {
  model?: string;
  /** Name of the SAE, in every model that has one of this name. */
  sae?: string;
  /** Density as a percentage of tokens. */
  minPercent?: number;
  maxPercent?: number;
  /** How the shown label was made. */
  method?: LabelMethod;
  /** Held-out score of the shown label. */
  minScore?: number;
}

/** A feature's place in a ranking: rows after it have a smaller rank value, or the same and a later feature. */
export interface RankPlace {
  /** Which ranking it belongs to: one of another kind cannot be gone on from. */
  ranking: string;
  value: number;
  saeId: number;
  feature: number;
}

const place = z
  .string()
  .regex(/^[a-z]{1,10},-?[0-9.eE+-]{1,32},\d{1,9},\d{1,9}$/)
  .transform((text): RankPlace => {
    const [ranking = "", value, saeId, feature] = text.split(",");
    return { ranking, value: Number(value), saeId: Number(saeId), feature: Number(feature) };
  })
  .refine(({ value }) => Number.isFinite(value));

export function writePlace({ ranking, value, saeId, feature }: RankPlace): string {
  return [ranking, value, saeId, feature].join(",");
}

/** Null for what no page of results has written. */
export function readPlace(text: string): RankPlace | null {
  return place.safeParse(text).data ?? null;
}

/** Absent and empty are the same: a form sends its empty fields too. */
const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());
const percent = optional(z.coerce.number("not a number").min(0).max(100));
const name = optional(z.string().max(200));

/** The parameters of a search as an address carries them, those of filters strict: what cannot be meant is refused. */
export const searchFilters = z.object({
  model: name,
  sae: name,
  minPercent: percent,
  maxPercent: percent,
  method: optional(z.enum(Object.keys(LABEL_METHODS) as [LabelMethod, ...LabelMethod[]])),
  minScore: optional(z.coerce.number("not a number").min(0).max(1)),
}) satisfies z.ZodType<SearchFilters>;

export function hasFilters(filters: SearchFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}

export interface SearchAddress {
  q: string;
  tab?: SearchTab;
  filters?: SearchFilters;
  after?: string;
  /** Of the reading "text": positions of the tokens that are summed over, and whether dense features are shown. */
  tokens?: readonly number[];
  dense?: boolean;
  /** "model/sae" that reads the text. */
  reader?: string;
}

export function searchUrl(address: SearchAddress, path = "/search"): string {
  const { q, tab = "all", filters = {}, after, tokens, dense, reader } = address;
  const text = (value: number | undefined) => (value === undefined ? undefined : String(value));
  return withQuery(path, {
    q,
    tab: tab === "all" ? undefined : tab,
    model: filters.model,
    sae: filters.sae,
    minPercent: text(filters.minPercent),
    maxPercent: text(filters.maxPercent),
    method: filters.method,
    minScore: text(filters.minScore),
    reader,
    tokens: tokens && tokens.length > 0 ? tokens.join(".") : undefined,
    dense: dense ? "show" : undefined,
    after,
  });
}

/** What is typed, as it is searched and shown again: nothing that hides or turns text, no runs of white space. */
export function tidyQuery(text: string): string {
  return cleanText(text.replace(/[\s\p{Cc}]+/gu, " ")).replace(/\s+/g, " ");
}
