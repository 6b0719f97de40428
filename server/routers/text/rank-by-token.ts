import { z } from "zod";
import { resolveSae } from "../../addresses";
import { activateText } from "../../ask/activate-text";
import { readVocabularyOf } from "../../queries/vocabulary";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";

/** The features that are strongest at each token of a person's own text. */
export const rankByToken = publicProcedure
  .meta({ does: "compute" })
  .input(
    z.object({
      address: saeAddress,
      text: z.string(),
      features: z.number().int().min(1).max(100).default(5),
    }),
  )
  .query(async ({ input: { address, text, features } }) => {
    const { id } = await resolveSae(address);
    const [{ ids, tokens }, vocabulary] = await Promise.all([
      activateText(id, text, null),
      readVocabularyOf(address.model),
    ]);
    return {
      pieces: ids.map((token) => vocabulary[token] ?? `<${token}>`),
      /** For each token its features, the strongest first; BOS has none. */
      strongest: tokens.map((entries) => entries.slice(0, features)),
    };
  });
