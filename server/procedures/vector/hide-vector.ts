import { z } from "zod";
import { procedureFor } from "../../trpc";
import { hiding } from "../inputs";
import { hideVector as hide } from "./change-vector";

/** Takes a vector out of sight, or back into it. */
export const hideVector = procedureFor("reviewer")
  .meta({ cleans: true })
  .input(hiding(z.string().max(40)))
  .mutation(({ input }) => hide(input.id, input.hidden, input.reason));
