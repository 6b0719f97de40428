/**
 * The twin quiz: the labels of two features that occur in like contexts, and a passage that is an example of one of them.
 * Which one? A label that only says what both share cannot tell; 0.5 is chance.
 */
import { alphaOf } from "./agreement";
import type { LabelMethod } from "./labels";

/** Tokens before and after the peak that are shown. */
export const TWIN_WINDOW = 20;

/** Who labels: what the board compares. */
export const LABELLERS = ["people", "rules", "language models", "other browsers"] as const;
export type Labeller = (typeof LABELLERS)[number];

export function labellerOf(method: LabelMethod): Labeller {
  if (method === "hand") return "people";
  if (method === "llm") return "language models";
  return method === "import" ? "other browsers" : "rules";
}

/** An answer to a question, which is about two labels of maybe different labellers. */
export interface TwinAnswer {
  /** The same for everybody who was asked this. */
  question: string;
  /** Whether the label that was written first was picked. */
  picksFirst: boolean;
  isRight: boolean;
  methods: readonly [LabelMethod, LabelMethod];
}

export interface BoardLine {
  labeller: Labeller;
  answers: number;
  questions: number;
  /** Share of the answers that were right. */
  right: number;
  /** Krippendorff's alpha; null while no question was answered by two. */
  agreement: number | null;
}

/** How well each labeller's labels are told from those of neighbours: a line for each that has answers, best first. */
export function boardOf(answers: readonly TwinAnswer[]): BoardLine[] {
  return LABELLERS.flatMap((labeller) => {
    const own = answers.filter(({ methods }) => methods.some((method) => labellerOf(method) === labeller));
    if (own.length === 0) return [];
    const questions = new Map<string, boolean[]>();
    for (const { question, picksFirst } of own)
      questions.set(question, [...(questions.get(question) ?? []), picksFirst]);
    return {
      labeller,
      answers: own.length,
      questions: questions.size,
      right: own.filter(({ isRight }) => isRight).length / own.length,
      agreement: alphaOf([...questions.values()]),
    };
  }).sort((a, b) => b.right - a.right);
}
