import { z } from "zod";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { saeAddress } from "../inputs";
import { readTextDashboard } from "./text-dashboard";
import { readVocabularyOf } from "./vocabulary";
import { activateText } from "./activate-text";

/** The features that a person's own text turns on, by their sum over all or some of its tokens. */
export const readText = publicProcedure
  .meta({ does: "compute" })
  .input(
    z.object({
      address: saeAddress,
      text: z.string(),
      tokens: z.array(z.number().int()).max(4096),
      dense: z.boolean(),
    }),
  )
  .query(async ({ input: { address, text, ...view } }) => {
    const { id } = await resolveSae(address);
    const [answer, vocabulary] = await Promise.all([
      activateText(id, text, null),
      readVocabularyOf(address.model),
    ]);
    return readTextDashboard(id, vocabulary, answer, view);
  });
