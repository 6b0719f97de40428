import { z } from "zod";
import { plainText } from "@/domain/plain-text";
import { hideLabel } from "../../labels/settle";
import { procedureFor } from "../../trpc";
import { rowId } from "../inputs";

/** Takes a label out of sight, or back into it. */
export const hide = procedureFor("reviewer")
  .meta({ cleans: true })
  .input(z.object({ id: rowId, hidden: z.boolean().default(true), reason: plainText(200, 0).default("") }))
  .mutation(({ input }) => hideLabel(input.id, input.hidden, input.reason));
