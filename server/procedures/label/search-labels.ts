import { z } from "zod";
import { readPlace, QUERY_CHARACTERS, writePlace } from "@/domain/search";
import { publicProcedure } from "../../trpc";
import { resolveFilters } from "../search/filters";
import { searchWords } from "../search/words";
import { labelsOfFeatures } from "./queries";

const PAGE = 20;

/** Features by words of their labels, each with the label that it shows. */
export const searchLabels = publicProcedure
  .input(
    z.object({
      query: z.string().trim().min(1).max(QUERY_CHARACTERS),
      model: z.string().max(200).optional(),
      saes: z.array(z.string().max(200)).max(50).optional(),
      after: z.string().max(100).optional(),
    }),
  )
  .query(async ({ input }) => {
    const chosen = input.saes ?? [undefined];
    const filters = await Promise.all(chosen.map((sae) => resolveFilters({ model: input.model, sae })));
    const saeIds = [...new Set(filters.flatMap((filter) => filter.saeIds))];
    const from = input.after === undefined ? null : readPlace(input.after);
    const { rows, after } = await searchWords(input.query, { saeIds }, from, PAGE);
    return { results: await labelsOfFeatures(rows), after: after && writePlace(after) };
  });
