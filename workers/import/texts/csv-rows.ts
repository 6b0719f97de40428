/**
 * Records of CSV (RFC 4180) and of the same with tabs or semicolons: the first names the columns. What another reader could
 * understand otherwise (a record with more or fewer fields, a quote inside of quotes) is a problem of its record.
 */
import { FeaturescopeError } from "@/domain/errors";
import { LONGEST_ROW, RowText, TOO_LONG, type Row } from "./rows";

export const SEPARATORS = [",", ";", "\t"] as const;
export type Separator = (typeof SEPARATORS)[number];

/** What parts the names of columns in the first line of a .csv file. */
export function separatorOf(start: string): Separator {
  const line = start.replace(/"[^"]*"/g, "").split(/[\r\n]/, 1)[0] ?? "";
  const count = (separator: Separator) => line.split(separator).length;
  return SEPARATORS.reduce((best, other) => (count(other) > count(best) ? other : best));
}

type CsvRecord = { line: number } & ({ fields: string[] } | { problem: string });

/**
 * Rows whose values are objects by the names of the columns. Throws CORRUPT_FILE for a quote that is never closed, since
 * all that follows it would be one field.
 */
export async function* csvRows(
  chunks: AsyncIterable<string>,
  separator: Separator,
  file: string,
  longest = LONGEST_ROW,
): AsyncGenerator<Row> {
  let names: string[] | null = null;
  for await (const record of csvRecords(chunks, separator, file, longest)) {
    const at = `line ${record.line}`;
    if ("problem" in record) yield { at, problem: record.problem };
    else if (!names) names = record.fields.map((name) => name.trim());
    else if (record.fields.length !== names.length)
      yield { at, problem: `of ${record.fields.length} fields where the first line names ${names.length}` };
    else yield { at, value: Object.fromEntries(names.map((name, i) => [name, record.fields[i]])) };
  }
}

/** Between the marks that matter, which differ inside and outside of quotes. */
const marksOf = (separator: Separator) => new RegExp(`[${separator}"\\r\\n]`, "g");

async function* csvRecords(
  chunks: AsyncIterable<string>,
  separator: Separator,
  file: string,
  longest: number,
): AsyncGenerator<CsvRecord> {
  const marks = marksOf(separator);
  const field = new RowText(longest);
  let fields: string[] = [];
  let problem: string | null = null;
  let held = 0; // characters of the record's fields
  let started = false as boolean; // whether the field has a character
  let quoted = false; // whether it began with a quote
  let inQuotes = false;
  let line = 1;
  let begun = 1; // the record's first line
  const add = (text: string) => {
    if (text === "") return;
    if (quoted && !inQuotes) problem ??= "with text behind a closing quote";
    field.add(text);
    started = true;
  };
  const endField = () => {
    const text = field.take();
    held += 1 + (text?.length ?? longest);
    if (held > longest) [problem, fields] = [TOO_LONG, []];
    else fields.push(text ?? "");
    [started, quoted, inQuotes] = [false, false, false];
  };
  function* endRecord(): Generator<CsvRecord> {
    const blank = fields.length === 0 && !started && !quoted && problem === null;
    endField();
    if (!blank) yield problem === null ? { line: begun, fields } : { line: begun, problem };
    [fields, problem, held, begun] = [[], null, 0, line];
  }
  let afterQuote = false; // a quote inside of quotes: the end of them, or the first of two
  let afterReturn = false;
  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length) {
      marks.lastIndex = at;
      const found = marks.exec(chunk);
      const end = found?.index ?? chunk.length;
      if (end > at) {
        if (afterQuote) [inQuotes, afterQuote] = [false, false];
        afterReturn = false;
        add(chunk.slice(at, end));
      }
      at = end + 1;
      if (!found) break;
      const [mark] = found;
      if (afterQuote) {
        afterQuote = false;
        if (mark === '"') {
          add('"');
          continue;
        }
        inQuotes = false;
      }
      const halfOfEnd = afterReturn && mark === "\n" && !inQuotes;
      afterReturn = mark === "\r";
      if (mark === "\n" || (mark === "\r" && !inQuotes)) line += halfOfEnd ? 0 : 1;
      if (inQuotes) {
        if (mark === '"') afterQuote = true;
        else add(mark);
      } else if (mark === '"') {
        if (started || quoted) add(mark);
        else [quoted, inQuotes] = [true, true];
      } else if (mark === separator) endField();
      else if (halfOfEnd) begun = line;
      else yield* endRecord();
    }
  }
  if (inQuotes && !afterQuote)
    throw new FeaturescopeError(
      "CORRUPT_FILE",
      `${file}, line ${begun}: a quote is never closed.`,
      "Write quotes inside of quoted fields twice, as RFC 4180 says.",
    );
  yield* endRecord();
}
