import { z } from "zod";
import { publicProcedure } from "../../trpc";
import { findFeatures } from "./find";

/** One page of the features that words, a meaning or both lead to. */
export const find = publicProcedure
  .input(
    z.object({
      ranking: z.enum(["all", "words", "meaning"]),
      /** Parameters of an address as they came: q, filters, after. */
      parameters: z.record(z.string(), z.string().optional()),
    }),
  )
  .query(({ input }) => findFeatures(input.ranking, input.parameters));
