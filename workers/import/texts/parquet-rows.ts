import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type Compressors,
  type FileMetaData,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import type { Row } from "./rows";

const ROWS = 256;
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

const columnNames = (metadata: FileMetaData) =>
  parquetSchema(metadata).children.map(({ element }) => element.name);

const values = z.record(z.string(), z.unknown());

/**
 * Rows with the columns that are chosen. Throws CORRUPT_FILE, and what choosing throws.
 * @param choose which of the file's columns to read
 */
export async function* parquetRows(
  path: string,
  choose: (names: readonly string[]) => string[],
): AsyncGenerator<Row> {
  const file = await asyncBufferFromFile(path);
  const corrupt = (what: string) =>
    new FeaturescopeError("CORRUPT_FILE", `${path}: ${what}.`, "Fetch it again, or save it anew.");
  const broken = (what: string) => (error: unknown) => {
    throw corrupt(`${what} (${error instanceof Error ? error.message : String(error)})`);
  };
  const metadata = await parquetMetadataAsync(file).catch(broken("it is not parquet"));
  const rows = Number(metadata.num_rows);
  const columns = choose(
    await Promise.resolve(metadata).then(columnNames).catch(broken("its columns cannot be read")),
  );
  for (let rowStart = 0; rowStart < rows; rowStart += ROWS) {
    const rowEnd = Math.min(rows, rowStart + ROWS);
    const part = await parquetReadObjects({
      file,
      metadata,
      columns,
      rowStart,
      rowEnd,
      compressors: bounded,
    }).catch(broken(`rows ${rowStart + 1} to ${rowEnd} cannot be read`));
    // what is claimed beyond the last row group would be asked for without end
    if (part.length === 0) throw corrupt(`row ${rowStart + 1} of ${rows} is missing`);
    for (const [i, row] of part.entries()) yield { at: `row ${rowStart + i + 1}`, value: values.parse(row) };
  }
}
