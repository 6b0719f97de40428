import { publicProcedure } from "../../trpc";
import { solveTwinQuestion } from "./twin-solution";
import { twinReply } from "./twin-reply";

/** As answerTwin for who only plays: nothing is recorded. */
export const solveTwin = publicProcedure.input(twinReply).query(({ input }) => solveTwinQuestion(input));
