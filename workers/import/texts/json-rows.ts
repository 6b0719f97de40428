import { FeaturescopeError } from "@/domain/errors";
import { LONGEST_ROW, RowText, TOO_LONG, type Row } from "./rows";

function parsed(text: string | null, at: string): Row {
  if (text === null) return { at, problem: TOO_LONG };
  try {
    return { at, value: JSON.parse(text) as unknown };
  } catch {
    return { at, problem: "not JSON" };
  }
}

/** Rows of a file with a JSON value a line; blank lines are none. */
export async function* lineRows(chunks: AsyncIterable<string>, longest = LONGEST_ROW): AsyncGenerator<Row> {
  const line = new RowText(longest);
  let number = 0;
  function* row(): Generator<Row> {
    number++;
    const text = line.take();
    if (text === null || text.trim() !== "") yield parsed(text, `line ${number}`);
  }
  for await (const chunk of chunks) {
    const parts = chunk.split("\n");
    for (const [i, part] of parts.entries()) {
      line.add(part);
      if (i < parts.length - 1) yield* row();
    }
  }
  yield* row();
}

/** What changes where a scan stands; everything between is passed over. */
const TURNING = /["\\[\]{},]/g;

/**
 * The elements of one JSON array, each held by itself.
 * Throws CORRUPT_FILE for a file that ends inside of it, and for what stands behind it.
 */
export async function* arrayRows(
  chunks: AsyncIterable<string>,
  file: string,
  longest = LONGEST_ROW,
): AsyncGenerator<Row> {
  const element = new RowText(longest);
  let depth = 0; // 1 inside of the array
  let inString = false;
  let escaped = false;
  let number = 0;
  const corrupt = (what: string) =>
    new FeaturescopeError(
      "CORRUPT_FILE",
      `${file}: ${what}.`,
      "A JSON file must hold one array, or one value a line.",
    );
  function* row(): Generator<Row> {
    const text = element.take();
    if (text !== null && text.trim() === "") return; // behind the last comma
    yield parsed(text, `element ${++number}`);
  }
  for await (const chunk of chunks) {
    let from = 0;
    let at = 0;
    while (at < chunk.length) {
      if (escaped) {
        escaped = false;
        at++;
        continue;
      }
      TURNING.lastIndex = at;
      const found = TURNING.exec(chunk);
      if (depth === 0 && chunk.slice(at, found?.index).trim() !== "") throw corrupt("text behind the array");
      if (!found) break;
      at = found.index + 1;
      const [character] = found;
      if (inString) {
        if (character === "\\") escaped = true;
        else if (character === '"') inString = false;
        continue;
      }
      if (depth === 0) {
        if (character !== "[" || number > 0) throw corrupt(`"${character}" outside of the array`);
        depth = 1;
        from = at;
      } else if (character === '"') inString = true;
      else if (character === "[" || character === "{") depth++;
      else if (character === "]" || character === "}") depth--;
      else if (character !== "," || depth > 1) continue;
      if (depth > 1 || inString || character === "[") continue;
      if (depth === 1 && character !== ",") continue;
      element.add(chunk.slice(from, found.index));
      yield* row();
      from = at;
    }
    if (depth > 0) element.add(chunk.slice(from));
  }
  if (depth > 0) throw corrupt("it ends in the middle of its array");
}
