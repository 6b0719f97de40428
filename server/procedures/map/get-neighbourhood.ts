import { z } from "zod";
import { distance, type Distance, type HeldOutCoherence } from "@/domain/distances";
import type { FeatureAddress } from "@/domain/urls";
import { resolveFeature, resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { position, saeAddress } from "../inputs";
import { listSaeDistances, type FoundDistance } from "./queries";
import { listMembers, listNear, listSpread } from "./neighbour-queries";
import { memberName, sharedWords, wordShares } from "./shared-words";

/** A feature and what is around it by a distance: to be laid out, read and walked. */
export const getNeighbourhood = publicProcedure
  .input(
    z.object({
      address: saeAddress,
      index: position,
      count: z.number().int().min(5).max(200),
      distance: distance.nullable(),
    }),
  )
  .query(async ({ input: { address, index, count, distance: by } }) =>
    readNeighbourhood(await resolveFeature({ ...address, index: String(index) }), count, by),
  );

export interface Member {
  index: number;
  /** Its label, or else words at its peaks; empty for a feature that was never active. */
  name: string;
  labelled: boolean;
  /** To the middle; null for one that is only near a neighbour of it. */
  cosine: number | null;
  /** Content words that it has in common with the middle. */
  shared: string[];
}

export interface NeighbourhoodView {
  /** Null while the features of the SAE have not been compared. */
  distance: Distance | null;
  /** What there is to choose from: meaning, then the most coherent first. */
  distances: { distance: Distance; coherence: HeldOutCoherence | null }[];
  /** The middle first, then nearest first. */
  members: Member[];
  /** Who is near whom, by place in `members`. */
  links: { from: number; to: number; cosine: number }[];
}

/** Neighbours that one feature may have stored, and how many of each member are looked at for links. */
const STORED = 50;
const LINKS = 15;

/**
 * A feature with its nearest by a distance and, where these are fewer than wanted, theirs.
 * @param distance null for meaning, which needs no explanation, where the feature has neighbours by it, and else for the
 *   most coherent one; one that has not been computed counts as null
 */
async function readNeighbourhood(
  { index, ...address }: FeatureAddress,
  wanted: number,
  distance: Distance | null,
): Promise<NeighbourhoodView> {
  const { id, dSae } = await resolveSae(address);
  const distances = meaningFirst(await listSaeDistances(id));
  const [first, second] = distances;
  if (!first) return { distance: null, distances: [], members: [], links: [] };
  const nearBy = async (by: Distance) => (await listNear(id, by, [index], STORED))[0] ?? null;
  let chosen = (distances.find((known) => known.distance === distance) ?? first).distance;
  let own = await nearBy(chosen);
  if (!own && chosen !== distance && second) {
    chosen = second.distance;
    own = await nearBy(chosen);
  }
  own ??= { feature: index, ids: [], cosines: [] };
  const cosines = new Map(own.ids.map((near, n) => [near, own.cosines[n] ?? 0]));
  const places = new Map([index, ...own.ids].slice(0, wanted + 1).map((member, n) => [member, n]));
  if (places.size <= wanted)
    for (const { ids } of await listNear(id, chosen, own.ids, LINKS))
      for (const near of ids) if (places.size <= wanted && !places.has(near)) places.set(near, places.size);
  const features = [...places.keys()];
  const [rows, near, sample] = await Promise.all([
    listMembers(id, features),
    listNear(id, chosen, features, LINKS),
    listSpread(id, dSae),
  ]);
  const share = wordShares(sample);
  const middle = rows[0];
  return {
    distance: chosen,
    distances: distances.map(({ distance: known, coherence }) => ({ distance: known, coherence })),
    members: rows.map((row) => ({
      index: row.index,
      name: memberName(row),
      labelled: row.label !== null,
      cosine: cosines.get(row.index) ?? null,
      shared: middle && row !== middle ? (sharedWords(middle, row, share) ?? []) : [],
    })),
    links: near.flatMap(({ feature, ids, cosines: own }) =>
      ids.flatMap((other, n) => {
        const [from, to] = [places.get(feature), places.get(other)];
        return from === undefined || to === undefined ? [] : [{ from, to, cosine: own[n] ?? 0 }];
      }),
    ),
  };
}

function meaningFirst(distances: readonly FoundDistance[]): FoundDistance[] {
  const isMeaning = (known: FoundDistance) => known.distance === "meaning";
  return [...distances.filter(isMeaning), ...distances.filter((known) => !isMeaning(known))];
}
