import { z } from "zod";
import { resolveFeature, resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { featureAddress } from "../inputs";
import { readVocabularyOf } from "./vocabulary";
import { activateText } from "./activate-text";

/** One feature on a person's own text: the text's pieces (BOS first), active positions and activations. */
export const activateFeature = publicProcedure
  .meta({ does: "compute" })
  .input(z.object({ address: featureAddress, text: z.string() }))
  .query(async ({ input }) => {
    const address = await resolveFeature(input.address);
    const { id } = await resolveSae(address);
    const { ids, tokens } = await activateText(id, input.text, address.index);
    const vocabulary = await readVocabularyOf(address.model);
    const active = tokens.flatMap((entries, position) =>
      entries.filter(({ feature }) => feature === address.index).map(({ value }) => ({ position, value })),
    );
    const peak = active.reduce((best, entry) => (entry.value > best.value ? entry : best), {
      position: -1,
      value: 0,
    });
    return {
      pieces: ids.map((token) => vocabulary[token] ?? `<${token}>`),
      positions: active.map(({ position }) => position),
      values: active.map(({ value }) => value),
      peak: peak.position,
      value: peak.value,
    };
  });
