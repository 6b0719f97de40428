import { z } from "zod";
import { QUIZ_WINDOWS } from "@/domain/quiz";
import { procedureFor } from "../../trpc";
import { labelVersion } from "../inputs";
import { answerQuiz as recordAnswers } from "./quiz";

/** Which windows somebody thinks activate the feature, from its label alone. */
export const answerQuiz = procedureFor("annotator")
  .input(labelVersion.extend({ picked: z.array(z.boolean()).max(QUIZ_WINDOWS) }))
  .mutation(({ ctx, input }) => recordAnswers(ctx.account, input.id, input.version, input.picked));
