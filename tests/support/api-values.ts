import fc from "fast-check";
import type { Schema } from "./api-document";

/** Values for requests, made by fast-check: what a JSON Schema takes, and what nobody should send. */

const TEXTS = [
  "",
  "\0",
  "a\0b",
  "\ud800",
  "\udfffx",
  "\u202ex",
  "%",
  "%00",
  "'; --",
  "\\",
  "<script>",
  "..",
  "__proto__",
];
export const NUMBER_TEXTS = [
  "-1",
  "0",
  "01",
  "1e3",
  "1e39",
  "1e400",
  "NaN",
  "0x10",
  "2147483648",
  "99999999999999999999",
  "1.5",
];
const NUMBERS = [
  ...[0, -0, 1, -1, 0.5, 1e-320, 1e39, -1e39, 1e308, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1],
  ...[Number.MAX_SAFE_INTEGER, 2 ** 53, 2 ** 64],
];
/** Stands in a body for a number that JSON can say and float64 cannot. */
export const HUGE = "%huge%";

export const hostileText = fc.oneof(
  fc.constantFrom(...TEXTS, ...NUMBER_TEXTS),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.integer({ min: 100, max: 30_000 }).map((length) => "x".repeat(length)),
);
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(...NUMBERS, HUGE, null, true, [], {}, [[]], { __proto__: null, constructor: 1 }),
  fc.jsonValue({ maxDepth: 3 }),
);

function numberOf(schema: Schema): fc.Arbitrary<number> {
  const least = Number(schema.minimum ?? (schema.exclusiveMinimum === 0 ? 1 : -1_000));
  const most = Number(schema.maximum ?? 1_000);
  const within = NUMBERS.filter((value) => value >= least && value <= most);
  const integers = fc.integer({ min: least, max: Math.min(most, least + 20) });
  const usual = schema.type === "integer" ? integers : fc.double({ min: least, max: most, noNaN: true });
  const edges = schema.type === "integer" ? within.filter(Number.isInteger) : within;
  return edges.length === 0 ? usual : fc.oneof(usual, fc.constantFrom(least, most, ...edges));
}

/** What a JSON Schema takes, of the kinds that inputs have. */
export function arbitraryOf(schema: Schema): fc.Arbitrary<unknown> {
  const list = (value: unknown) => (Array.isArray(value) ? (value as Schema[]) : []);
  if ("const" in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  const either = [...list(schema.anyOf), ...list(schema.oneOf)];
  if (either.length > 0) return fc.oneof(...either.map(arbitraryOf));
  const type = Array.isArray(schema.type) ? (schema.type as string[]) : [String(schema.type)];
  if (type.length > 1) return fc.oneof(...type.map((one) => arbitraryOf({ ...schema, type: one })));
  switch (type[0]) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
    case "number":
      return numberOf(schema);
    case "array":
      return fc.array(arbitraryOf((schema.items ?? {}) as Schema), {
        maxLength: Math.min(Number(schema.maxItems ?? 12), 12),
      });
    case "object":
      return fc.record(
        Object.fromEntries(
          Object.entries((schema.properties ?? {}) as Record<string, Schema>).map(([name, one]) => [
            name,
            arbitraryOf(one),
          ]),
        ),
        { requiredKeys: (schema.required ?? []) as string[] },
      );
    case "string":
      return fc.string({
        unit: fc.constantFrom(...Array.from("aZ9 é字😀-\n")),
        minLength: Number(schema.minLength ?? 0),
        maxLength: Math.min(Number(schema.maxLength ?? 50), 50),
      });
    default:
      return fc.jsonValue();
  }
}
