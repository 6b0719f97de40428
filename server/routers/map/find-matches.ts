import { z } from "zod";
import { QUERY_CHARACTERS } from "@/domain/map-view";
import { resolveSae } from "../../addresses";
import { listMatches } from "../../queries/map";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";

/** Indices of all features of an SAE that some words find. */
export const findMatches = publicProcedure
  .meta({ cleans: true })
  .input(z.object({ address: saeAddress, text: z.string().max(QUERY_CHARACTERS) }))
  .query(async ({ input }) => {
    const text = input.text.replaceAll("\0", "").trim();
    return text === "" ? [] : listMatches((await resolveSae(input.address)).id, text);
  });
