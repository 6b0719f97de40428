/** The tables that an SAE's dashboards are downloaded as (docs/formats.md). */
export const DASHBOARD_TABLES = ["features", "activations", "passages"] as const;
export type DashboardTable = (typeof DASHBOARD_TABLES)[number];

/** Column kinds: integers of 32 bits, floats of 32, text, and lists of one of them. */
export type ColumnKind = "int" | "float" | "text" | "ints" | "floats" | "texts";

/** Columns in order; those with a question mark may be null. */
export const DASHBOARD_COLUMNS = {
  features: {
    index: "int",
    label: "text?",
    tokens_seen: "int",
    active_tokens: "int",
    active_passages: "int",
    density: "float",
    max: "float",
    mean: "float",
    histogram: "ints",
    band_tokens: "ints",
    promoted: "texts",
    promoted_logits: "floats",
    suppressed: "texts",
    suppressed_logits: "floats",
  },
  activations: {
    feature: "int",
    band: "int",
    rank: "int",
    passage: "int",
    peak: "int",
    value: "float",
    positions: "ints",
    values: "floats",
  },
  passages: { passage: "int", tokens: "ints", text: "text" },
} as const satisfies Record<DashboardTable, Record<string, ColumnKind | `${ColumnKind}?`>>;

export type CellValue = number | string | null | number[] | string[];
export type TableRow = Record<string, CellValue>;
