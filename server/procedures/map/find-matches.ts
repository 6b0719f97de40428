import { z } from "zod";
import { MAP_QUERY_CHARACTERS } from "@/domain/map-view";
import { tidyQuery } from "@/domain/search";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { searchHybrid } from "../search/hybrid";
import { saeAddress } from "../inputs";

/** More are no answer to what somebody looks for. */
const MATCHES = 200;

/** Indices of the features of an SAE that a search finds, in its order. */
export const findMatches = publicProcedure
  .meta({ cleans: true })
  .input(
    z.object({
      address: saeAddress,
      text: z.string().max(MAP_QUERY_CHARACTERS),
      /** Whether labels of a like meaning are found, too, which takes a moment. */
      meaning: z.boolean().default(false),
    }),
  )
  .query(async ({ input }) => {
    const text = tidyQuery(input.text.replaceAll("\0", ""));
    if (text === "") return [];
    const { id } = await resolveSae(input.address);
    const { rows } = await searchHybrid(text, { saeIds: [id] }, { size: MATCHES, meaning: input.meaning });
    return rows.map(({ feature }) => feature);
  });
