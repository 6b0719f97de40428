import { FeaturescopeError } from "@/domain/errors";

/** Longest line, in characters: a record is far shorter, and a file of another kind must not fill the memory. */
const LONGEST = 8 << 20;

/**
 * The values of a file with one a line; faster than jsonObjects, which also reads arrays. Throws CORRUPT_FILE that names
 * the line.
 * @param chunks decoded text
 */
export async function* jsonLines(chunks: AsyncIterable<string>, name: string): AsyncGenerator {
  let line = 0;
  const parse = (text: string): unknown => {
    line++;
    try {
      return text.trim() === "" ? undefined : JSON.parse(text);
    } catch {
      throw broken(`line ${line} is not JSON`);
    }
  };
  const broken = (what: string) =>
    new FeaturescopeError("CORRUPT_FILE", `${name}: ${what}.`, "The file must hold one JSON object a line.");
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) {
      const value = parse(text);
      if (value !== undefined) yield value;
    }
    if (rest.length > LONGEST) throw broken(`line ${line + 1} has more than ${LONGEST} characters`);
  }
  const last = parse(rest);
  if (last !== undefined) yield last;
}
