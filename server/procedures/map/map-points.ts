import { LRUCache } from "lru-cache";
import type { Distance } from "@/domain/distances";
import { encodePoints } from "@/domain/feature-map";
import { FeaturescopeError } from "@/domain/errors";
import type { SaeAddress } from "@/domain/urls";
import { resolveSae } from "../../addresses";
import { readMapPlaces, readPointFacts, type MapPlaces } from "./queries";

/**
 * Finished maps, by SAE and version: a million points take seconds to be read, and every reader gets the same bytes; those
 * who come at once wait for one reading. Who may have them is found out before.
 */
const kept = new LRUCache<string, Uint8Array<ArrayBuffer>, { saeId: number; places: MapPlaces }>({
  maxSize: 64 * 1024 * 1024,
  sizeCalculation: (bytes) => Math.max(1, bytes.byteLength),
  fetchMethod: (_key, _stale, { context }) => encode(context.saeId, context.places),
});

export function noMap({ model, sae }: SaeAddress): FeaturescopeError {
  return new FeaturescopeError(
    "NOT_FOUND",
    `${model}/${sae} has no map yet.`,
    "Workers lay it out once the directions of the SAE have been compared; try again in a minute.",
  );
}

/**
 * All points of a map in 12 bytes each (domain/feature-map.ts).
 * @param known the version that the browser has; when it is still right there are no bytes
 */
export async function readMapPoints(
  address: SaeAddress,
  known: string | null,
  distance: Distance | null,
): Promise<{ version: string; bytes: Uint8Array<ArrayBuffer> | null }> {
  const { id } = await resolveSae(address);
  const places = await readMapPlaces(id, distance);
  if (!places) throw noMap(address);
  if (known === places.version) return { version: places.version, bytes: null };
  const bytes = await kept.forceFetch(`${id} ${places.version}`, { context: { saeId: id, places } });
  return { version: places.version, bytes };
}

async function encode(saeId: number, { positions, clusters }: MapPlaces): Promise<Uint8Array<ArrayBuffer>> {
  const facts = await readPointFacts(saeId, positions.length / 4);
  return Uint8Array.from(encodePoints(positions, clusters, facts));
}
