import { z } from "zod";
import { procedureFor } from "../../trpc";
import { rowId } from "../inputs";
import { readQuiz } from "./quiz";

/** The windows of the blind quiz on a label; the answer as well for who has taken it. */
export const getQuiz = procedureFor("annotator")
  .input(z.object({ id: rowId }))
  .query(({ ctx, input }) => readQuiz(ctx.account, input.id));
