import { z } from "zod";
import { procedureFor } from "../../trpc";
import { labelVersion } from "../inputs";
import { voteOnLabel } from "./settle";

/** For a label (1), against it (-1), or the vote taken back (0). */
export const vote = procedureFor("annotator")
  .input(labelVersion.extend({ value: z.union([z.literal(-1), z.literal(0), z.literal(1)]) }))
  .mutation(({ ctx, input }) => voteOnLabel(ctx.account, input.id, input.version, input.value));
