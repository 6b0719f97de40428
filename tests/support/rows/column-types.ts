import pg from "pg";
import ts from "typescript";

/** What a value of a column is in JavaScript, as node-postgres reads it. */
type Kind = "number" | "string" | "boolean" | "Buffer" | "Date" | "anything" | { array: Kind };

const { builtins } = pg.types;
const KINDS: Readonly<Record<number, Kind>> = {
  [builtins.BOOL]: "boolean",
  [builtins.BYTEA]: "Buffer",
  [builtins.INT2]: "number",
  [builtins.INT4]: "number",
  [builtins.OID]: "number",
  [builtins.FLOAT4]: "number",
  [builtins.FLOAT8]: "number",
  // not exact as numbers
  [builtins.INT8]: "string",
  [builtins.NUMERIC]: "string",
  [builtins.TIMESTAMP]: "Date",
  [builtins.TIMESTAMPTZ]: "Date",
  [builtins.JSON]: "anything",
  [builtins.JSONB]: "anything",
  // arrays have no names there
  1000: { array: "boolean" },
  1005: { array: "number" },
  1007: { array: "number" },
  1021: { array: "number" },
  1022: { array: "number" },
  1009: { array: "string" },
  1015: { array: "string" },
  1016: { array: "string" },
  1231: { array: "string" },
  1001: { array: "Buffer" },
};

/** Whether rows may have a column of this type of PostgreSQL as that type of TypeScript. Texts may be any strings. */
export function isColumn(checker: ts.TypeChecker, type: ts.Type, oid: number): boolean {
  if (type.flags & ts.TypeFlags.Unknown) return true;
  return isKind(checker, checker.getNonNullableType(type), KINDS[oid] ?? "string");
}

function isKind(checker: ts.TypeChecker, type: ts.Type, kind: Kind): boolean {
  if (kind === "anything") return true;
  if (type.isUnion()) return type.types.every((member) => isKind(checker, member, kind));
  if (typeof kind === "object") {
    if (!checker.isArrayType(type) && !checker.isTupleType(type)) return false;
    return checker
      .getTypeArguments(type as ts.TypeReference)
      .every((element) => isKind(checker, checker.getNonNullableType(element), kind.array));
  }
  if (kind === "number") return (type.flags & ts.TypeFlags.NumberLike) !== 0;
  if (kind === "string") return (type.flags & ts.TypeFlags.StringLike) !== 0;
  if (kind === "boolean") return (type.flags & ts.TypeFlags.BooleanLike) !== 0;
  const name = type.getSymbol()?.name;
  return name === kind || (kind === "Buffer" && name === "Uint8Array");
}

/** Whether a type of TypeScript has null in it. */
export const mayBeNull = (checker: ts.TypeChecker, type: ts.Type): boolean =>
  (type.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Any)) !== 0 ||
  checker.typeToString(checker.getNonNullableType(type)) !== checker.typeToString(type);
