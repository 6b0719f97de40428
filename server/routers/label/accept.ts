import { z } from "zod";
import { reviewLabel } from "../../labels/settle";
import { procedureFor } from "../../trpc";
import { labelVersion } from "../inputs";

/** A reviewer takes a label for right, or takes that back. */
export const accept = procedureFor("reviewer")
  .input(labelVersion.extend({ accepted: z.boolean().default(true) }))
  .mutation(({ ctx, input }) => reviewLabel(ctx.account, input.id, input.version, input.accepted));
