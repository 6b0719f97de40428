import { publicProcedure } from "../../trpc";
import { solveTwinReply, twinReply } from "./twin-solution";

/** As answerTwin for who only plays: nothing is recorded. */
export const solveTwin = publicProcedure
  .input(twinReply)
  .query(async ({ input }) => (await solveTwinReply(input)).solution);
