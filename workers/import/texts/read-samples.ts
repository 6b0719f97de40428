/** The texts, conversations or token ids of a corpus file, row by row, so that its size costs no memory. */
import { extname } from "node:path";
import { FeaturescopeError } from "@/domain/errors";
import type { TextEncoding } from "@/domain/imports";
import { packingOf, unpackedBytes, type Packing } from "../../files/unpack";
import { csvRows, separatorOf, type Separator } from "./csv-rows";
import { decodeText, encodingOfMark } from "./decode";
import { arrayRows, lineRows } from "./json-rows";
import type { LeftOutRows } from "./left-out-rows";
import { parquetRows } from "./parquet-rows";
import { plainRows } from "./plain-rows";
import { MARK_BYTES, refuseBinary, refuseOtherKinds } from "./refused-kinds";
import type { Row } from "./rows";
import { COLUMNS, MASK, sampleOfRow, type Sample } from "./sample-of-row";

export interface CorpusFileOptions {
  /** What holds text, messages or token ids; the first of COLUMNS that a row has when left out. */
  column?: string | undefined;
  /** By the byte-order mark, or else UTF-8, when left out. */
  encoding?: TextEncoding | undefined;
}

export interface CorpusFile {
  /** What it is read as: "gzip, CSV, UTF-16". */
  kind: string;
  rows: AsyncGenerator<Row>;
}

const NAMES: Record<TextEncoding, string> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
  latin1: "Windows-1252",
};

/**
 * Says what a file is by its first bytes, and by its name where these leave it open.
 * Throws NOT_FOUND, UNSUPPORTED for what is no text, CORRUPT_FILE for what cannot be unpacked.
 */
export async function openCorpusFile(path: string, options: CorpusFileOptions): Promise<CorpusFile> {
  const packing = await packingOf(path);
  const start = await startOf(path);
  refuseOtherKinds(path, start);
  const name = packing ? path.replace(/\.(gz|gzip|zst|zstd)$/i, "") : path;
  const extension = extname(name).toLowerCase();
  if (start.subarray(0, 4).toString("latin1") === "PAR1" || extension === ".parquet")
    return openParquet(path, packing, options);
  const marked = encodingOfMark(start);
  const encoding = marked ?? options.encoding ?? "utf-8";
  if (marked && options.encoding && marked !== options.encoding)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `${path} begins with the byte-order mark of ${marked}, not ${options.encoding}.`,
      "Leave out --encoding.",
    );
  if (!encoding.startsWith("utf-16")) refuseBinary(path, start);
  const text = () => decodeText(unpackedBytes(path), encoding);
  const title = (kind: string) => [packing, kind, NAMES[encoding]].filter(Boolean).join(", ");
  const beginning = await beginningOf(text());
  const separator = separatorFor(extension, beginning);
  if (separator) return { kind: title(SEPARATED[separator]), rows: csvRows(text(), separator, path) };
  if (!/^\.(jsonl|ndjson|json)$/.test(extension))
    return { kind: title("plain text"), rows: plainRows(text()) };
  return beginning.startsWith("[")
    ? { kind: title("a JSON array"), rows: arrayRows(text(), path) }
    : { kind: title("JSON lines"), rows: lineRows(text()) };
}

const SEPARATED: Record<Separator, string> = {
  ",": "CSV",
  ";": "CSV with semicolons",
  "\t": "CSV with tabs",
};

function separatorFor(extension: string, beginning: string): Separator | null {
  if (extension === ".tsv") return "\t";
  return extension === ".csv" ? separatorOf(beginning) : null;
}

function openParquet(path: string, packing: Packing | null, { column }: CorpusFileOptions): CorpusFile {
  if (packing)
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${path} is not read: it is parquet inside of ${packing}.`,
      "Unpack it: parquet is compressed by itself.",
    );
  const rows = parquetRows(path, (names) => {
    const wanted = column ?? COLUMNS.find((name) => names.includes(name));
    if (wanted !== undefined && names.includes(wanted))
      return names.includes(MASK) && wanted !== MASK ? [wanted, MASK] : [wanted];
    throw new FeaturescopeError(
      "BAD_INPUT",
      column === undefined
        ? `${path} has no column whose name says that it holds text.`
        : `${path} has no column "${column}".`,
      `Name the column with --column: ${names.slice(0, 20).join(", ")}.`,
    );
  });
  return { kind: "parquet", rows };
}

/** What rows hold; those that hold nothing are noted in `leftOut`, which throws where they are too many. */
export async function* readSamples(
  rows: AsyncIterable<Row>,
  column: string | undefined,
  leftOut: LeftOutRows,
): AsyncGenerator<{ at: string; sample: Sample }> {
  for await (const row of rows) {
    const reading = "problem" in row ? row : sampleOfRow(row.value, column);
    if ("problem" in reading)
      leftOut.add(reading.problem, row.at, "columns" in reading ? reading.columns : undefined);
    else {
      leftOut.read();
      yield { at: row.at, sample: reading.sample };
    }
  }
  leftOut.check();
}

async function startOf(path: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of unpackedBytes(path)) {
    parts.push(chunk);
    if ((length += chunk.length) >= MARK_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, MARK_BYTES);
}

/** The first characters that are not white space, as far as they come in one piece. */
async function beginningOf(text: AsyncIterable<string>): Promise<string> {
  for await (const piece of text) if (piece.trim() !== "") return piece.trimStart();
  return "";
}
