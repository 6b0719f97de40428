import { z } from "zod";
import { answering } from "../../rest/answering";
import { procedureFor } from "../../trpc";
import { rowNumber } from "../answers";
import { rowId } from "../inputs";
import { quizResult, drawQuizWindows, readQuizResult, type QuizResult } from "./quiz";

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

const sheet = z.object({
  labelId: rowNumber,
  version: rowNumber,
  text: z.string(),
  windows: z.array(z.array(z.string())).describe("Tokens of each window"),
  result: quizResult.nullable().describe("Null until one has answered"),
});

/** The windows of the blind quiz on a label; the answer as well for who has taken it. */
export const getQuiz = answering(
  sheet,
  procedureFor("annotator")
    .meta({
      rest: {
        method: "GET",
        path: "/labels/{id}/quiz",
        summary: "The windows of the blind quiz",
        numbers: ["id"],
      },
    })
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
    }),
);
