import { FeaturescopeError } from "@/domain/errors";
import { getDatabase } from "@/prisma/client";
import { procedureFor } from "../../trpc";
import { solveTwinReply, twinReply } from "./twin-solution";

/**
 * Which of two labels somebody takes a passage for, recorded with both labels, the first time that it is asked; and which
 * it is.
 */
export const answerTwin = procedureFor("annotator")
  .input(twinReply)
  .mutation(async ({ ctx, input }) => {
    const { solution, labels } = await solveTwinReply(input);
    if (labels.some(({ authorId }) => authorId === ctx.account.id))
      throw new FeaturescopeError(
        "FORBIDDEN",
        "One of these labels is your own.",
        "Go on to the next question.",
      );
    const right = labels[solution.answer];
    const wrong = labels[solution.answer === 0 ? 1 : 0];
    await getDatabase().pool.query(
      `INSERT INTO label_twin (label_id, version, other_id, other_version, passage, user_id, is_right)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
      [right.id, right.version, wrong.id, wrong.version, input.passage, ctx.account.id, solution.isRight],
    );
    return solution;
  });
