import { z } from "zod";
import { LABEL_METHODS, type LabelMethod } from "./labels";
import { withQuery } from "./urls";

/** What of an SAE's features a table shows; part of the address of the SAE page. */

export const SORTS = ["index", "density", "max", "score"] as const;
export type FeatureSort = (typeof SORTS)[number];

/** Whether the database's 32-bit floats reach that far. */
const isReal = (value: number) => Number.isFinite(Math.fround(value));

/** A place between two rows: the sort value of a row and its index, which breaks ties. */
const cursor = z
  .string()
  .regex(/^[0-9.eE+-]{1,32},\d{1,9}$/)
  .transform((text) => {
    const [value, index] = text.split(",");
    return { value: Number(value), index: Number(index) };
  })
  .refine(({ value }) => isReal(value));
export type Cursor = z.output<typeof cursor>;

/** An absent, empty or senseless bound is no bound. */
const bound = z.preprocess(
  (value) => (value === "" ? undefined : value),
  z.coerce.number().nonnegative().refine(isReal).optional().catch(undefined),
);

/** Features whose shown label was made so; "none": those that show no label. */
export const LABEL_FILTERS = ["none", ...(Object.keys(LABEL_METHODS) as LabelMethod[])] as const;

/** Where a feature stands by score that shows no label, or one that nobody has scored. */
export const NO_SCORE = -1;

export const browseQuery = z.object({
  sort: z.enum(SORTS).catch("index"),
  order: z.enum(["asc", "desc"]).catch("asc"),
  /** Density as a percentage of tokens, as the table writes it. */
  minPercent: bound,
  maxPercent: bound,
  minMax: bound,
  maxMax: bound,
  method: z.enum(LABEL_FILTERS).optional().catch(undefined),
  /** Held-out score of the shown label. */
  minScore: bound,
  /** Rows after this place, or those before it; the first page when neither is given. */
  after: cursor.optional().catch(undefined),
  before: cursor.optional().catch(undefined),
});
export type BrowseQuery = z.output<typeof browseQuery>;

export function writeCursor({ value, index }: Cursor): string {
  return `${value},${index}`;
}

/** The address of a table; what is as usual is left out. */
export function browseUrl(path: string, query: BrowseQuery): string {
  const text = (value: number | undefined) => (value === undefined ? undefined : String(value));
  return withQuery(path, {
    sort: query.sort === "index" ? undefined : query.sort,
    order: query.order === "asc" ? undefined : query.order,
    minPercent: text(query.minPercent),
    maxPercent: text(query.maxPercent),
    minMax: text(query.minMax),
    maxMax: text(query.maxMax),
    method: query.method,
    minScore: text(query.minScore),
    after: query.after && writeCursor(query.after),
    before: query.before && writeCursor(query.before),
  });
}
