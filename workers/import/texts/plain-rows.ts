import type { Row } from "./rows";

/** What separates texts in a plain file; without it the file is one text. */
const SEPARATOR = "<|endoftext|>";
/** A text beyond this many characters is cut, so that a file without separators is never held whole. */
const LONGEST_TEXT = 4 << 20;

/** The texts of a plain file, without the white space around them. */
export async function* plainRows(chunks: AsyncIterable<string>): AsyncGenerator<Row> {
  let rest = "";
  let number = 0;
  const row = (value: string): Row => ({ at: `text ${++number}`, value });
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split(SEPARATOR);
    rest = parts.pop() ?? "";
    for (const part of parts) if (part.trim() !== "") yield row(part.trim());
    if (rest.length > LONGEST_TEXT) {
      // halves of a surrogate pair stay together
      const end = /[\ud800-\udbff]$/.test(rest) ? rest.length - 1 : rest.length;
      yield row(rest.slice(0, end));
      rest = rest.slice(end);
    }
  }
  if (rest.trim() !== "") yield row(rest.trim());
}
