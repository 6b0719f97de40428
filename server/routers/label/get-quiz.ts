import { z } from "zod";
import { readQuiz } from "../../labels/quiz";
import { procedureFor } from "../../trpc";
import { rowId } from "../inputs";

/** The windows of the blind quiz on a label; the answer as well for who has taken it. */
export const getQuiz = procedureFor("annotator")
  .input(z.object({ id: rowId }))
  .query(({ ctx, input }) => readQuiz(ctx.account, input.id));
