import { z } from "zod";
import { resolveSae } from "../../addresses";
import { activateText } from "../../ask/activate-text";
import { featuresOf, readKnownFeatures } from "../../queries/known-features";
import { readVocabularyOf } from "../../queries/vocabulary";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";

/** Features of a larger share of the corpus's tokens say little about one token. */
const ALWAYS_ON = 0.05;
const EACH_TOKEN = 5;

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
    const known = await readKnownFeatures(id, featuresOf(tokens));
    const dense = new Set(
      known.filter(({ density }) => (density ?? 0) > ALWAYS_ON).map(({ feature }) => feature),
    );
    const strongest = tokens.map((entries) =>
      entries.filter(({ feature }) => !dense.has(feature)).slice(0, EACH_TOKEN),
    );
    const shown = new Set(strongest.flat().map(({ feature }) => feature));
    return {
      pieces: ids.map((token) => vocabulary[token] ?? `<${token}>`),
      /** For each token its features, the strongest first; BOS has none. */
      strongest,
      features: known.filter(({ feature }) => shown.has(feature)),
    };
  });
