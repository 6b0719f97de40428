import { z } from "zod";
import { procedureFor } from "../../trpc";
import { rowId } from "../inputs";
import { drawQuizWindows, readQuizResult, type QuizResult } from "./quiz";

/** What a person sees of a quiz before answering. */
export interface QuizSheet {
  labelId: number;
  version: number;
  text: string;
  /** Token pieces of each window. */
  windows: string[][];
  /** Null until the person has answered. */
  result: QuizResult | null;
}

/** The windows of the blind quiz on a label; the answer as well for who has taken it. */
export const getQuiz = procedureFor("annotator")
  .input(z.object({ id: rowId }))
  .query(async ({ ctx, input: { id } }): Promise<QuizSheet> => {
    const { windows, pieces, version, text } = await drawQuizWindows(id);
    return {
      labelId: id,
      version,
      text,
      windows: windows.map(({ passage, start, end }) => pieces.get(passage)?.slice(start, end) ?? []),
      result: await readQuizResult(ctx.account, id, version),
    };
  });
