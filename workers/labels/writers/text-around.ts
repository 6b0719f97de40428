import type { Lexer, TextView } from "../text-view";

/** The word at a position and so many words or marks before it, as they stand in the text; quotation marks left out. */
export function textAround(view: TextView, position: number, before: number, lexer: Lexer): string {
  let start = view.starts[position] as number;
  for (let i = 0; i < before && start > 1; i++) start = view.starts[start - 1] as number;
  let end = position + 1;
  while (end < view.starts.length && view.starts[end] === view.starts[position]) end++;
  let text = "";
  for (let at = start; at < end; at++) text += lexer.textOf(view.ids[at] as number);
  return text.replace(/["“”]/g, "").replace(/\s+/g, " ").trim();
}
