import { z } from "zod";
import { TOP_FEATURES } from "@/domain/text-activations";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";
import { activateText } from "./activate-text";
import { featuresOf, readKnownFeatures } from "./queries";
import { readVocabularyOf } from "./vocabulary";

/** The features that are strongest at each token of a person's own text. */
export const rankByToken = publicProcedure
  .meta({ does: "compute" })
  .input(
    z.object({
      address: saeAddress,
      text: z.string(),
      features: z.number().int().min(1).max(TOP_FEATURES).default(5),
      /** Features of a larger share of the corpus's tokens are left out. */
      maxDensity: z.number().min(0).max(1).nullish(),
    }),
  )
  .query(async ({ input: { address, text, features, maxDensity } }) => {
    const { id } = await resolveSae(address);
    const [{ ids, tokens }, vocabulary] = await Promise.all([
      activateText(id, text, null),
      readVocabularyOf(address.model),
    ]);
    const dense = new Set(
      typeof maxDensity === "number"
        ? (await readKnownFeatures(id, featuresOf(tokens)))
            .filter(({ density }) => (density ?? 0) > maxDensity)
            .map(({ feature }) => feature)
        : [],
    );
    return {
      pieces: ids.map((token) => vocabulary[token] ?? `<${token}>`),
      /** For each token its features, the strongest first; BOS has none. */
      strongest: tokens.map((entries) =>
        entries.filter(({ feature }) => !dense.has(feature)).slice(0, features),
      ),
    };
  });
