/** Characters that are encoded at once. */
const AT_ONCE = 4 << 20;

/** A text in parts of at most that many characters, parted at white space where there is some. */
export function* splitLong(text: string, atOnce = AT_ONCE): Generator<string> {
  let start = 0;
  while (text.length - start > atOnce) {
    const end = start + edge(text.slice(start, start + atOnce));
    yield text.slice(start, end);
    start = end;
  }
  yield text.slice(start);
}

/** Before the last white space, or else between two characters. */
function edge(part: string): number {
  const space = part.search(/\s\S*$/u);
  if (space > 0) return space;
  return /[\ud800-\udbff]$/.test(part) ? part.length - 1 : part.length;
}
