import type { Lexer, TextView } from "../text-view";
import type { ActivePassage, Window } from "../windows";
import type { ChatMessage } from "./endpoint";

/** Around tokens that are marked; where a text holds one itself, it becomes a plain quote. */
const OPEN = "«";
const CLOSE = "»";
/** Tokens around the peak of an example. */
const BEFORE = 24;
const AFTER = 8;
const EXAMPLES = 16;
/** Marked are the tokens that reach this share of the peak. */
const STRONG = 0.5;

/** Asks for a label from training examples; answer in one line. */
export function writePrompt(
  examples: readonly ActivePassage[],
  promoted: readonly number[],
  lexer: Lexer,
): ChatMessage[] {
  const strongest = examples
    .map((example) => ({ example, peak: Math.max(...Array.from(example.values)) }))
    .sort((a, b) => b.peak - a.peak || a.example.passage - b.example.passage)
    .slice(0, EXAMPLES);
  const texts = strongest.map(({ example, peak }, i) => {
    const { view, positions, values } = example;
    const strong = new Set(Array.from(positions).filter((_, n) => (values[n] as number) >= STRONG * peak));
    const [from, to] = [
      Math.max(1, example.peak - BEFORE),
      Math.min(view.ids.length, example.peak + AFTER + 1),
    ];
    return `${i + 1}. ${textOf(view, from, to, strong, lexer)}`;
  });
  const tokens = promoted.slice(0, 10).map((id) => JSON.stringify(lexer.textOf(id)));
  return [
    {
      role: "system",
      content:
        "You say what a feature of a language model stands for. You are given texts in which it is active; the tokens " +
        `that activate it stand between ${OPEN} and ${CLOSE}. Answer with one short phrase that tells these tokens ` +
        "from all others: at most 15 words, no full sentence, no explanation.",
    },
    {
      role: "user",
      content: `${texts.join("\n")}\n\nTokens that it makes more likely next: ${tokens.join(", ")}\n\nThe phrase:`,
    },
  ];
}

/** Asks of some texts whether the feature of the label is active in each, or at the token that is marked. */
export function judgePrompt(
  label: string,
  cases: readonly { window: Window; marked: number | null }[],
  lexer: Lexer,
): ChatMessage[] {
  const marked = cases.some((one) => one.marked !== null);
  const texts = cases.map(({ window: { view, start, end }, marked: at }, i) => {
    return `${i + 1}. ${textOf(view, start, end, new Set(at === null ? [] : [at]), lexer)}`;
  });
  const question = marked
    ? `Is the token between ${OPEN} and ${CLOSE} one that activates the feature?`
    : "Does any token of the text activate the feature?";
  return [
    {
      role: "system",
      content:
        `A feature of a language model is described in a phrase. For each text: ${question} Answer with a JSON list ` +
        "of 1 (yes) or 0 (no), one number for each text in order, and nothing else.",
    },
    {
      role: "user",
      content: `Feature: ${label}\n\n${texts.join("\n")}\n\nThe list of ${cases.length} numbers:`,
    },
  ];
}

function textOf(view: TextView, from: number, to: number, marked: ReadonlySet<number>, lexer: Lexer): string {
  let text = "";
  for (let position = from; position < to; position++) {
    const token = lexer
      .textOf(view.ids[position] as number)
      .replace(/[«»]/g, '"')
      .replace(/\n/g, "↵");
    if (!marked.has(position)) text += token;
    else {
      const core = token.trimStart();
      text += token.slice(0, token.length - core.length) + OPEN + core + CLOSE;
    }
  }
  return text.trim();
}
