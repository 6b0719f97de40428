/** Texts of a corpus file: plain text, JSON lines or parquet. Read piece by piece, so that size costs no memory. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { extname } from "node:path";
import { createInterface } from "node:readline";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, type Compressors } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { fileError } from "../files/file-errors";

/** What separates texts in a plain file; without it the file is one text. */
const SEPARATOR = "<|endoftext|>";
/** A line or a text beyond this is cut, wherever a file has no line ends. */
const LONGEST_TEXT = 4 << 20;
const PARQUET_ROWS = 256;
/** Unpacked bytes of a page; writers make pages of about a megabyte. */
const LARGEST_PAGE = 256 << 20;

/** The library's, but for pages whose headers claim more than any writer makes. */
const bounded: Compressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, unpack]) => [
    codec,
    (packed: Uint8Array, size: number) => {
      if (size > LARGEST_PAGE) throw new Error(`a page claims ${size} bytes`);
      return unpack(packed, size);
    },
  ]),
);

/** @param column of JSON lines and parquet that holds the text */
export async function* readTexts(path: string, column = "text"): AsyncGenerator<string> {
  await stat(path).catch((error: unknown) => {
    throw fileError(error, path);
  });
  switch (extname(path).toLowerCase()) {
    case ".jsonl":
    case ".ndjson":
      yield* readJsonLines(path, column);
      return;
    case ".parquet":
      yield* readParquet(path, column);
      return;
    default:
      yield* readPlain(path);
      return;
  }
}

async function* readPlain(path: string): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of createReadStream(path, { encoding: "utf8" })) {
    const parts = (rest + String(chunk)).split(SEPARATOR);
    rest = parts.pop() ?? "";
    for (const part of parts) if (part.trim() !== "") yield part.trim();
    if (rest.length > LONGEST_TEXT) {
      yield rest;
      rest = "";
    }
  }
  if (rest.trim() !== "") yield rest.trim();
}

async function* readJsonLines(path: string, column: string): AsyncGenerator<string> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    line++;
    if (text.trim() === "") continue;
    if (text.length > LONGEST_TEXT) throw corrupt(path, `line ${line} has ${text.length} characters`);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw corrupt(path, `line ${line} is not JSON`);
    }
    yield textOf(value, column, `${path}, line ${line}`);
  }
}

async function* readParquet(path: string, column: string): AsyncGenerator<string> {
  const file = await asyncBufferFromFile(path);
  const broken = (what: string) => (error: unknown) => {
    throw corrupt(path, `${what} (${error instanceof Error ? error.message : String(error)})`);
  };
  const metadata = await parquetMetadataAsync(file).catch(broken("it is not parquet"));
  const rows = Number(metadata.num_rows);
  const names = metadata.schema.flatMap(({ name, num_children }) => (num_children ? [] : [name]));
  if (!names.includes(column)) throw noColumn(path, column, names);
  for (let rowStart = 0; rowStart < rows; rowStart += PARQUET_ROWS) {
    const rowEnd = Math.min(rows, rowStart + PARQUET_ROWS);
    const part = await parquetReadObjects({
      file,
      metadata,
      columns: [column],
      rowStart,
      rowEnd,
      compressors: bounded,
    }).catch(broken(`rows ${rowStart + 1} to ${rowEnd} cannot be read`));
    // what is claimed beyond the last row group would be asked for without end
    if (part.length === 0) throw corrupt(path, `row ${rowStart + 1} of ${rows} is missing`);
    for (const [i, row] of part.entries()) yield textOf(row, column, `${path}, row ${rowStart + i + 1}`);
  }
}

function textOf(value: unknown, column: string, where: string): string {
  const row = z.record(z.string(), z.unknown()).safeParse(value);
  if (!row.success) throw corrupt(where, "it is no object");
  const text = row.data[column];
  if (typeof text !== "string") throw noColumn(where, column, Object.keys(row.data));
  return text;
}

const corrupt = (where: string, what: string) =>
  new FeaturescopeError("CORRUPT_FILE", `${where}: ${what}.`, "Give plain text, JSON lines or parquet.");

const noColumn = (where: string, column: string, names: readonly string[]) =>
  new FeaturescopeError(
    "BAD_INPUT",
    `${where} has no text in "${column}".`,
    `Name the column with --column: ${names.slice(0, 20).join(", ")}.`,
  );
