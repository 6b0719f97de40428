import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { findPassage } from "../feature/queries";
import { position, saeAddress } from "../inputs";
import { readLens } from "./read-lens";
import { readVocabularyOf } from "./vocabulary";

/** The logit lens at a token of a person's own text, or of a passage of the SAE's corpus. */
export const lookThroughLayers = publicProcedure
  .meta({ does: "compute" })
  .input(
    z.object({
      address: saeAddress,
      text: z.union([z.object({ own: z.string() }), z.object({ passage: position })]),
      /** Position of the token, 1 for the first; null for the last. */
      at: z.number().int().nullable(),
    }),
  )
  .query(async ({ input: { address, text, at } }) => {
    const { id } = await resolveSae(address);
    const vocabulary = await readVocabularyOf(address.model);
    const tokens = "own" in text ? text.own : await findPassage(id, text.passage, vocabulary.length);
    if (tokens === null)
      throw new FeaturescopeError(
        "NOT_FOUND",
        "There is no such passage in the text that was read.",
        "Follow the link beside an example.",
      );
    const answer = await readLens(id, tokens, at);
    const piece = (token: number) => vocabulary[token] ?? `<${token}>`;
    return {
      pieces: answer.ids.map(piece),
      at: answer.at,
      layers: answer.layers.map((layer) => ({
        ...layer,
        top: layer.top.map(({ id, p }) => ({ piece: piece(id), p })),
      })),
    };
  });
