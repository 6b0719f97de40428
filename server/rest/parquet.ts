import type { SchemaElement } from "hyparquet";
import { ByteWriter, parquetWriteRows } from "hyparquet-writer";
import type { ColumnKind, TableRow } from "@/domain/dashboard-tables";
import { VERSION } from "../env";
import { attachment } from "./attachment";

/** Rows of one row group: what is held in memory, with its encoded form, while a file is sent. */
const ROW_GROUP = 4_096;

/**
 * A table as a Parquet file, sent while its rows are read: a reader who is slow is waited for, and one who leaves ends
 * the reading.
 */
export function parquetFile(
  name: string,
  columns: Record<string, ColumnKind | `${ColumnKind}?`>,
  rows: AsyncIterable<TableRow>,
  facts: Record<string, string>,
): Response {
  const passage = new TransformStream<Uint8Array, Uint8Array>();
  const out = passage.writable.getWriter();
  const writer = new StreamWriter(out);
  const written = parquetWriteRows({
    writer,
    rows,
    columns: Object.keys(columns).map((column) => ({ name: column })),
    schema: schemaOf(columns),
    rowGroupSize: ROW_GROUP,
    kvMetadata: Object.entries(facts).map(([key, value]) => ({ key, value })),
    createdBy: `Featurescope ${VERSION}`,
  });
  Promise.resolve(written)
    .then(() => writer.flush())
    .then(() => out.close())
    // the status has been sent: a file that breaks off is the only way left to say that something went wrong
    .catch((error: unknown) => out.abort(error).catch(() => undefined));
  return new Response(passage.readable, {
    headers: {
      "content-type": "application/vnd.apache.parquet",
      ...attachment(name, "parquet"),
    },
  });
}

/** Hands on what has been written after each row group. */
class StreamWriter extends ByteWriter {
  constructor(private readonly out: WritableStreamDefaultWriter<Uint8Array>) {
    super(1 << 16);
  }

  async flush(): Promise<void> {
    const bytes = this.getBytes().slice();
    this.index = 0;
    await this.out.ready;
    await this.out.write(bytes);
  }
}

const TYPES = {
  int: { type: "INT32" },
  float: { type: "FLOAT" },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
} as const;

/** Lists in the three levels that the Parquet format describes. */
function schemaOf(columns: Record<string, ColumnKind | `${ColumnKind}?`>): SchemaElement[] {
  const elements = Object.entries(columns).flatMap(([name, said]): SchemaElement[] => {
    const repetition_type = said.endsWith("?") ? "OPTIONAL" : "REQUIRED";
    const kind = said.replace("?", "");
    if (isPlain(kind)) return [{ name, repetition_type, ...TYPES[kind] }];
    const of = kind.slice(0, -1);
    return [
      { name, repetition_type, num_children: 1, converted_type: "LIST" },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", repetition_type: "REQUIRED", ...TYPES[isPlain(of) ? of : "text"] },
    ];
  });
  return [{ name: "root", num_children: Object.keys(columns).length }, ...elements];
}

function isPlain(kind: string): kind is keyof typeof TYPES {
  return Object.hasOwn(TYPES, kind);
}
