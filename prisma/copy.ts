import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { inspect } from "node:util";
import type { ClientBase } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { CopyBuffer } from "./copy-buffer";

/** PostgreSQL types that {@link copyRows} writes, and what a row holds for each. */
export interface CopyValues {
  int2: number;
  int4: number;
  float4: number;
  float8: number;
  text: string;
  bytea: Uint8Array;
  jsonb: object;
  "text[]": readonly string[];
  "int4[]": ArrayLike<number>;
  "float4[]": ArrayLike<number>;
}
export type CopyType = keyof CopyValues;
export type CopyColumns = readonly (readonly [name: string, type: CopyType])[];
export type CopyRow<C extends CopyColumns> = {
  readonly [I in keyof C]: CopyValues[C[I][1]] | null;
};

/** Bytes gathered before they are handed to the connection. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Loads rows with binary COPY, inside the client's transaction if it is in one, and returns how many there were.
 * When a row is refused none of this call's rows is written.
 * @param table a name in the search path, unquoted
 * @throws RangeError for a number that its column cannot hold; the driver's error for what the server refuses
 */
export async function copyRows<const C extends CopyColumns>(
  client: ClientBase,
  table: string,
  columns: C,
  rows: Iterable<CopyRow<C>> | AsyncIterable<CopyRow<C>>,
): Promise<number> {
  const names = columns.map(([name]) => client.escapeIdentifier(name)).join(", ");
  const sql = `COPY ${client.escapeIdentifier(table)} (${names}) FROM STDIN (FORMAT binary)`;
  const target = client.query(copyFrom(sql));
  await pipeline(Readable.from(encodeRows(columns, rows)), target);
  return target.rowCount;
}

type Cell = CopyValues[CopyType] | null;

async function* encodeRows(
  columns: CopyColumns,
  rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>,
) {
  const buffer = new CopyBuffer(CHUNK_BYTES);
  buffer.signature();
  for await (const row of rows) {
    buffer.fieldCount(columns.length);
    for (let i = 0; i < columns.length; i++) {
      const [name, type] = columns[i] as CopyColumns[number];
      try {
        writeField(buffer, type, row[i] ?? null);
      } catch (cause) {
        throw new RangeError(`Column ${name} (${type}) cannot hold ${inspect(row[i])}.`, { cause });
      }
    }
    if (buffer.length >= CHUNK_BYTES) yield buffer.take();
  }
  buffer.endOfRows();
  yield buffer.take();
}

/** The casts are what {@link CopyRow} has checked at the call: the cell's type follows its column's. */
function writeField(buffer: CopyBuffer, type: CopyType, cell: Cell): void {
  if (cell === null) return buffer.null();
  switch (type) {
    case "int2":
      return buffer.int2(cell as number);
    case "int4":
      return buffer.int4(cell as number);
    case "float4":
      return buffer.float4(cell as number);
    case "float8":
      return buffer.float8(cell as number);
    case "text":
      return buffer.text(cell as string);
    case "bytea":
      return buffer.bytea(cell as Uint8Array);
    case "jsonb":
      return buffer.jsonb(cell);
    case "text[]":
      return buffer.textArray(cell as readonly string[]);
    case "int4[]":
      return buffer.int4Array(cell as ArrayLike<number>);
    case "float4[]":
      return buffer.float4Array(cell as ArrayLike<number>);
  }
}
