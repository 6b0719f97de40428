import { z } from "zod";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";
import { activateText } from "./activate-text";
import { strongestFeatures } from "./strongest-features";
import { readVocabularyOf } from "./vocabulary";

/** A person's own text token by token: the strongest features of each that are not on all the time, and their labels. */
export const readTokens = publicProcedure
  .meta({ does: "compute" })
  .input(z.object({ address: saeAddress, text: z.string() }))
  .query(async ({ input: { address, text } }) => {
    const { id } = await resolveSae(address);
    const [{ ids, tokens }, vocabulary] = await Promise.all([
      activateText(id, text, null),
      readVocabularyOf(address.model),
    ]);
    return {
      pieces: ids.map((token) => vocabulary[token] ?? `<${token}>`),
      ...(await strongestFeatures(id, tokens)),
    };
  });
