import { FeaturescopeError } from "@/domain/errors";

/** Longest object, in characters: exports hold short records, and a file of another kind must not fill the memory. */
const LONGEST = 1 << 20;
const BETWEEN = /[\s,[\]\uFEFF]/;

/**
 * The objects of a JSON array, of a file with one object a line, or of several such files one after the other, without
 * ever holding more than one. Throws CORRUPT_FILE that names the object's number.
 * @param chunks decoded text
 */
export async function* jsonObjects(chunks: AsyncIterable<string>, name: string): AsyncGenerator {
  let text = "";
  let depth = 0;
  let inString = false;
  let escaped = false;
  let count = 0;
  const broken = (what: string) =>
    new FeaturescopeError(
      "CORRUPT_FILE",
      `${name}, record ${count + 1}: ${what}.`,
      "The file must hold JSON objects, as an array or one a line.",
    );
  for await (const chunk of chunks) {
    let from = 0;
    for (let i = 0; i < chunk.length; i++) {
      const character = chunk.charAt(i);
      if (escaped) escaped = false;
      else if (inString) {
        if (character === "\\") escaped = true;
        else if (character === '"') inString = false;
      } else if (depth === 0) {
        if (character === "{") {
          depth = 1;
          from = i;
        } else if (!BETWEEN.test(character)) throw broken(`"${character}" where an object should begin`);
      } else if (character === '"') inString = true;
      else if (character === "{" || character === "[") depth++;
      else if (character === "}" || character === "]") {
        if (--depth > 0) continue;
        yield parse(text + chunk.slice(from, i + 1), broken);
        count++;
        text = "";
      }
    }
    if (depth > 0) text += chunk.slice(from);
    if (text.length > LONGEST) throw broken(`more than ${LONGEST.toLocaleString("en")} characters`);
  }
  if (depth > 0) throw broken("the file ends in its middle");
}

function parse(text: string, broken: (what: string) => FeaturescopeError): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw broken("not JSON");
  }
}
