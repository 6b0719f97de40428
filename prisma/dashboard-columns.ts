/** Columns of the bulk tables in the order in which copyRows is given a row's values. */
import type { CopyColumns } from "./copy";

export const FEATURE_COLUMNS = [
  ["collection_id", "int4"],
  ["index", "int4"],
  ["tokens_seen", "int4"],
  ["active_tokens", "int4"],
  ["active_passages", "int4"],
  ["density", "float4"],
  ["max", "float4"],
  ["mean", "float4"],
  ["histogram", "bytea"],
  ["bands", "bytea"],
  ["promoted", "bytea"],
] as const satisfies CopyColumns;

export const ACTIVATION_COLUMNS = [
  ["collection_id", "int4"],
  ["feature", "int4"],
  ["band", "int2"],
  ["rank", "int2"],
  ["passage", "int4"],
  ["peak", "int2"],
  ["value", "float4"],
  ["packed", "bytea"],
] as const satisfies CopyColumns;
