import { z } from "zod";
import { layerOfHook, type LayerStep, type LayerTrail, type TrailEnd } from "@/domain/layer-trail";
import { BRANCH_COSINE } from "@/domain/splitting";
import { resolveFeature, resolveModel, resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import type { CatalogueSae } from "../catalogue/queries";
import { position, saeAddress } from "../inputs";
import { findNearest, listMembers, listSpread } from "./neighbour-queries";
import { memberName, sharedWords, wordShares } from "./shared-words";

/** The same feature in the SAEs of the other layers, each step to the nearest decoder direction of the next layer. */
export const followLayers = publicProcedure
  .input(z.object({ address: saeAddress, index: position }))
  .query(async ({ input: { address, index } }): Promise<LayerTrail> => {
    await resolveFeature({ ...address, index: String(index) });
    const own = await resolveSae(address);
    const at = layerOfHook(own.hookName);
    if (!at) return { hook: own.hookName, layers: [], steps: [], before: null, after: null };
    const { saes } = await resolveModel(address.model);
    const chosen = onePerLayer(saes, own, at.hook);
    const place = chosen.findIndex(({ sae }) => sae.id === own.id);
    const [earlier, later] = await Promise.all([
      follow(own, index, chosen.slice(0, place).reverse()),
      follow(own, index, chosen.slice(place + 1)),
    ]);
    const first = { layer: at.layer, sae: own, index, cosine: null, mutual: true, towards: null };
    return {
      hook: at.hook,
      layers: chosen.map(({ layer, sae }) => ({ layer, sae: sae.slug })),
      steps: await named([...earlier.found.reverse(), first, ...later.found]),
      before: earlier.end,
      after: later.end,
    };
  });

interface LayerSae {
  layer: number;
  sae: CatalogueSae;
}

/** A step before it is named. */
interface Found extends LayerSae {
  index: number;
  cosine: number | null;
  mutual: boolean;
  /** What it was found from. */
  towards: { sae: CatalogueSae; index: number } | null;
}

/** In each layer the SAE that is about as wide as the one asked for, or else the one that was registered first. */
function onePerLayer(saes: readonly CatalogueSae[], own: CatalogueSae, hook: string): LayerSae[] {
  const chosen = new Map<number, CatalogueSae>();
  const distance = (sae: CatalogueSae) => (sae.id === own.id ? -1 : Math.abs(Math.log(sae.dSae / own.dSae)));
  for (const sae of [...saes, own].sort((a, b) => distance(a) - distance(b) || a.id - b.id)) {
    const at = layerOfHook(sae.hookName);
    if (at?.hook === hook && !chosen.has(at.layer)) chosen.set(at.layer, sae);
  }
  return [...chosen].map(([layer, sae]) => ({ layer, sae })).sort((a, b) => a.layer - b.layer);
}

/** From layer to layer while the nearest direction is near enough. */
async function follow(
  from: CatalogueSae,
  index: number,
  [next, ...rest]: readonly LayerSae[],
): Promise<{ found: Found[]; end: TrailEnd | null }> {
  if (!next) return { found: [], end: null };
  const [there, cosine] = (await findNearest(from.id, next.sae.id, index)) ?? [];
  if (there === undefined || cosine === undefined || cosine < BRANCH_COSINE)
    return { found: [], end: { layer: next.layer, sae: next.sae.slug, cosine: cosine ?? null } };
  const [back] = (await findNearest(next.sae.id, from.id, there)) ?? [];
  const step = { ...next, index: there, cosine, mutual: back === index, towards: { sae: from, index } };
  const further = await follow(next.sae, there, rest);
  return { found: [step, ...further.found], end: further.end };
}

/** In the order given. */
async function named(found: readonly Found[]): Promise<LayerStep[]> {
  const known = await Promise.all(
    found.map(async ({ sae, index }) => {
      const [[row], sample] = await Promise.all([listMembers(sae.id, [index]), listSpread(sae.id, sae.dSae)]);
      return { sae, row, share: wordShares(sample) };
    }),
  );
  return found.map(({ layer, sae, index, cosine, mutual, towards }, n) => {
    const [here, other] = [known[n], known.find((one) => one.sae.id === towards?.sae.id)];
    const shared = here?.row && other?.row ? sharedWords(other.row, here.row, here.share) : null;
    return {
      layer,
      sae: sae.slug,
      index,
      name: here?.row ? memberName(here.row) : "",
      cosine,
      mutual,
      shared,
    };
  });
}
