import { z } from "zod";
import { hideList as hide } from "../../lists/change";
import { procedureFor } from "../../trpc";
import { hiding } from "../inputs";

/** Takes a list out of sight, or back into it. */
export const hideList = procedureFor("reviewer")
  .meta({ cleans: true })
  .input(hiding(z.string().max(40)))
  .mutation(({ input }) => hide(input.id, input.hidden, input.reason));
