import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { resolveModel, resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { position } from "../inputs";
import { activateAcross } from "./activate-across";
import { requireReadable } from "./activate-text";
import { rankOverText } from "./text-ranking";
import { featuresOf, readKnownFeatures } from "./queries";
import { readVocabularyOf } from "./vocabulary";

/** SAEs that one request may name. */
const SAES = 32;
const name = z.string().min(1).max(1000);

/** The features that are strongest in a person's own text, over several or all SAEs of a model. */
export const rankOverall = publicProcedure
  .meta({ does: "compute" })
  .input(
    z.object({
      model: name,
      text: z.string(),
      /** Names of SAEs; all that are listed when there are none. */
      saes: z.array(name).max(SAES).default([]),
      /** Only SAEs of this name, with or without the layer before it: "res-4k" for "3-res-4k". */
      set: name.nullish(),
      /** Tokens whose activations are summed for the ranking (BOS is 0); the largest at any token when there are none. */
      tokens: z.array(position).max(4096).default([]),
      maxDensity: z.number().min(0).max(1).nullish(),
      count: z.number().int().min(1).max(100).default(50),
    }),
  )
  .query(async ({ input: { model, text, saes, set, tokens, maxDensity, count } }) => {
    const listed = (await resolveModel(model)).saes;
    const named = saes.length > 0 ? await Promise.all(saes.map((sae) => resolveSae({ model, sae }))) : listed;
    const asked = named.filter(({ slug }) => !set || slug === set || slug.replace(/^\d+-/, "") === set);
    if (asked.length === 0)
      throw new FeaturescopeError(
        "NOT_FOUND",
        `${model} has no such SAE${set ? ` in the set “${set.slice(0, 60)}”` : ""}.`,
        `Its SAEs: ${listed
          .slice(0, 20)
          .map(({ slug }) => slug)
          .join(", ")}.`,
      );
    requireReadable(text);
    const found = await activateAcross(
      asked.map(({ id }) => id),
      text,
    );
    const read = asked.flatMap(({ id, slug }, i) => (found[i] ? [{ id, sae: slug, ...found[i] }] : []));
    const known = new Map<string, { label: string; density: number | null; max: number | null }>();
    for (const { id, sae, tokens: active } of read)
      for (const row of await readKnownFeatures(id, featuresOf(active)))
        known.set(`${sae}/${row.feature}`, row);
    const knownOf = (sae: string, feature: number) => known.get(`${sae}/${feature}`);
    const vocabulary = await readVocabularyOf(model);
    return {
      /** SAEs for which there was no time. */
      unread: asked.slice(read.length).map(({ slug }) => slug),
      pieces: (read[0]?.ids ?? []).map((id) => vocabulary[id] ?? `<${id}>`),
      features: rankOverText(read, tokens)
        .filter(
          ({ sae, feature }) =>
            typeof maxDensity !== "number" || (knownOf(sae, feature)?.density ?? 0) <= maxDensity,
        )
        .slice(0, count)
        .map((ranked) => ({
          ...ranked,
          label: knownOf(ranked.sae, ranked.feature)?.label ?? "",
          density: knownOf(ranked.sae, ranked.feature)?.density ?? null,
          maxOverCorpus: knownOf(ranked.sae, ranked.feature)?.max ?? null,
        })),
    };
  });
