import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { balancedAccuracy, QUIZ_WINDOWS } from "@/domain/quiz";
import { answering } from "../../rest/answering";
import { noteInAudit } from "../../audit";
import { procedureFor } from "../../trpc";
import { labelVersion } from "../inputs";
import { quizResult, drawQuizWindows, readQuizResult, type QuizResult } from "./quiz";
import { changeLabel, countVotes, requireAlive, requireLabelVersion } from "./change-label";

/** Which windows somebody thinks activate the feature, from its label alone; recorded once for each version of a label. */
export const answerQuiz = answering(
  quizResult,
  procedureFor("annotator")
    .meta({
      rest: { method: "POST", path: "/labels/{id}/quiz", summary: "Answer the blind quiz", numbers: ["id"] },
    })
    .input(labelVersion.extend({ picked: z.array(z.boolean()).max(QUIZ_WINDOWS) }))
    .mutation(async ({ ctx, input: { id, version, picked } }): Promise<QuizResult> => {
      const { windows } = await drawQuizWindows(id);
      if (picked.length !== windows.length)
        throw new FeaturescopeError(
          "BAD_INPUT",
          `There are ${windows.length} windows, and ${picked.length} answers.`,
          "Send one yes or no for each window.",
        );
      const active = windows.map((window) => window.active);
      await changeLabel(id, async (client, label) => {
        requireAlive(label);
        requireLabelVersion(label, version);
        if (label.authorId === ctx.account.id)
          throw new FeaturescopeError(
            "FORBIDDEN",
            "This label is your own.",
            "Its author cannot take its quiz.",
          );
        const accuracy = balancedAccuracy(picked, active);
        const { rowCount } = await client.query(
          `INSERT INTO label_quiz (label_id, version, user_id, picked, active, accuracy) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING`,
          [id, version, ctx.account.id, picked, active, accuracy],
        );
        if (rowCount === 0)
          throw new FeaturescopeError(
            "CONFLICT",
            "You have taken this quiz.",
            "The first answers count: after them it is not blind any more.",
          );
        await countVotes(client, id);
        await noteInAudit(client, "label.quiz", `label ${id}`, { version, accuracy });
      });
      const result = await readQuizResult(ctx.account, id, version);
      if (!result) throw new Error(`The quiz on label ${id} was not stored.`);
      return result;
    }),
);
