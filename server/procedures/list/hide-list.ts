import { z } from "zod";
import { procedureFor } from "../../trpc";
import { hiding } from "../inputs";
import { hideList as hide } from "./change-list";

/** Takes a list out of sight, or back into it. */
export const hideList = procedureFor("reviewer")
  .meta({ cleans: true })
  .input(hiding(z.string().max(40)))
  .mutation(({ input }) => hide(input.id, input.hidden, input.reason));
