/** How labels speak of words and marks. */
import { START } from "../text-view";
import { isFunctionWord } from "../words/function-words";

/** What labels call a mark. */
export const MARKS: Record<string, string> = {
  [START]: "the start of the text",
  "↵": "line break",
  "␣": "spaces",
  ",": "comma",
  ".": "full stop",
  "!": "exclamation mark",
  "?": "question mark",
  ":": "colon",
  ";": "semicolon",
  '"': "quotation mark",
  '."': "full stop and closing quotation mark",
  ',"': "comma and closing quotation mark",
  '!"': "exclamation mark and closing quotation mark",
  '?"': "question mark and closing quotation mark",
  "“": "opening quotation mark",
  "”": "closing quotation mark",
  "'": "apostrophe",
  "’": "apostrophe",
  "‘": "single quotation mark",
  "-": "hyphen",
  "–": "dash",
  "—": "dash",
  "--": "dash",
  "...": "three dots",
  "…": "three dots",
  "(": "opening bracket",
  ")": "closing bracket",
  "[": "opening square bracket",
  "]": "closing square bracket",
  "{": "opening curly bracket",
  "}": "closing curly bracket",
  "*": "asterisk",
  "**": "double asterisk",
  "#": "hash sign",
  "/": "slash",
  "\\": "backslash",
  "|": "vertical bar",
  _: "underscore",
  "=": "equals sign",
  "+": "plus sign",
  "<": "less-than sign",
  ">": "greater-than sign",
  "&": "ampersand",
  "%": "percent sign",
  $: "dollar sign",
  "@": "at sign",
  "`": "backtick",
  "```": "code fence",
};

/** Words that marks are called by: "ampersand", "row of less-than signs". */
export const MARK_WORDS: ReadonlySet<string> = new Set(
  Object.values(MARKS).flatMap((name) => [
    "row",
    "of",
    ...name.split(/[ -]/),
    `${name.split(/[ -]/).at(-1)}s`,
  ]),
);

/** "dragon", "the word “and”", "comma", "the number 7": on its own. */
export function nameUnit(name: string, isWord: boolean): string {
  if (!isWord) return nameMark(name);
  return isFunctionWord(name) || name.length === 1 ? `the word “${name}”` : name;
}

/** "“once”", "a comma", "the start of the text": behind "after". */
export function nameBefore(name: string, isWord: boolean): string {
  if (isWord) return `“${name}”`;
  const mark = MARKS[name];
  if (mark === undefined) return nameMark(name);
  return mark.startsWith("the ") || mark === "spaces" || mark === "three dots" ? mark : withArticle(mark);
}

function nameMark(name: string): string {
  const mark = MARKS[name];
  if (mark !== undefined) return mark;
  if (/^\p{N}+$/u.test(name)) return `the number ${name}`;
  // a run of one mark is named by the mark
  const single = MARKS[name.charAt(0)];
  if (single !== undefined && new Set(name).size === 1) return `row of ${single}s`;
  return name.replace(/["“”]/g, "") === name ? `“${name}”` : marksOneByOne(name);
}

function marksOneByOne(name: string): string {
  return Array.from(name, (mark) => MARKS[mark] ?? mark).join(", ");
}

export const withArticle = (phrase: string): string => `${/^[aeiou]/i.test(phrase) ? "an" : "a"} ${phrase}`;

/** "a", "a or b". */
export const either = (items: readonly string[]): string => items.join(" or ");
