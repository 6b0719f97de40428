import { FeaturescopeError } from "@/domain/errors";
import { hashPair } from "@/domain/random";
import { count, type Tallies } from "../score";
import type { Lexer } from "../text-view";
import type { Window, Windows } from "../windows";
import { chat, type LabelEndpoint } from "./endpoint";
import { judgePrompt } from "./prompts";

/** Texts of one question. */
const AT_ONCE = 8;
/** For an answer of so many numbers, brackets and spaces, and what models like to say around it. */
const ANSWER_TOKENS = 120;
const TRIES = 2;

/** delphi's detection and fuzzing, told by a language model that knows the label alone. */
export async function judgeLabel(
  endpoint: LabelEndpoint,
  label: string,
  { active, silent }: Windows,
  lexer: Lexer,
  signal: AbortSignal,
): Promise<Tallies> {
  const ask = (cases: readonly Case[]) => askAll(endpoint, label, cases, lexer, signal);
  const whole = (window: Window, truth: boolean): Case => ({ window, marked: null, truth });
  const detection = [
    ...active.map((window) => whole(window, true)),
    ...silent.map((window) => whole(window, false)),
  ];
  const fuzzing = active
    .filter(({ inactive }) => inactive >= 0)
    .flatMap((window) => [
      { window, marked: window.peak, truth: true },
      { window, marked: window.inactive, truth: false },
    ]);
  return { detection: await ask(detection), fuzzing: await ask(fuzzing) };
}

interface Case {
  window: Window;
  marked: number | null;
  truth: boolean;
}

async function askAll(
  endpoint: LabelEndpoint,
  label: string,
  cases: readonly Case[],
  lexer: Lexer,
  signal: AbortSignal,
) {
  // so that a question does not hold active cases alone
  const mixed = cases
    .map((one, i) => ({ one, key: hashPair(i, cases.length) }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one);
  const said: boolean[] = [];
  for (let first = 0; first < mixed.length; first += AT_ONCE)
    said.push(...(await ask(endpoint, label, mixed.slice(first, first + AT_ONCE), lexer, signal)));
  const of = (truth: boolean) => said.filter((_, i) => mixed[i]?.truth === truth);
  return count(of(true), of(false));
}

/** An answer that is no such list is asked for once more; then it is an error, never a score. */
async function ask(
  endpoint: LabelEndpoint,
  label: string,
  cases: readonly Case[],
  lexer: Lexer,
  signal: AbortSignal,
): Promise<boolean[]> {
  const prompt = judgePrompt(label, cases, lexer);
  for (let attempt = 1; ; attempt++) {
    const answer = await chat(endpoint, prompt, ANSWER_TOKENS, signal);
    const said = readVerdicts(answer, cases.length);
    if (said) return said;
    if (attempt === TRIES)
      throw new FeaturescopeError(
        "UNAVAILABLE",
        `${endpoint.model} was asked for a list of ${cases.length} zeros and ones and said: ${answer.trim().slice(0, 120)}`,
        "Choose a model that follows instructions with OPENAI_MODEL, and try the job again.",
      );
  }
}

/** "[1, 0, 1]" somewhere in the answer, with as many numbers as were asked for; null otherwise. */
export function readVerdicts(answer: string, wanted: number): boolean[] | null {
  const lists = answer.match(/\[[\s01,]*\]/g) ?? [];
  const numbers = lists.at(-1)?.match(/[01]/g) ?? [];
  return numbers.length === wanted ? numbers.map((number) => number === "1") : null;
}
