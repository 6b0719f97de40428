import { procedureFor } from "../../trpc";
import { answerTwinQuestion } from "./twin-solution";
import { twinReply } from "./twin-reply";

/** Which of two labels somebody takes a passage for, recorded with both labels; and which it is. */
export const answerTwin = procedureFor("annotator")
  .input(twinReply)
  .mutation(({ ctx, input }) => answerTwinQuestion(ctx.account, input));
