import { z } from "zod";
import { procedureFor } from "../../trpc";
import { labelVersion } from "../inputs";
import { reviewLabel } from "./settle";

/** A reviewer takes a label for right, or takes that back. */
export const accept = procedureFor("reviewer")
  .input(labelVersion.extend({ accepted: z.boolean().default(true) }))
  .mutation(({ ctx, input }) => reviewLabel(ctx.account, input.id, input.version, input.accepted));
