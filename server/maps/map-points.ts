import type { Distance } from "@/domain/distances";
import { encodePoints } from "@/domain/feature-map";
import { FeaturescopeError } from "@/domain/errors";
import type { SaeAddress } from "@/domain/urls";
import { resolveSae } from "../addresses";
import { readMapPlaces, readPointFacts } from "../queries/map";

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
  const bytes = encodePoints(places.positions, places.clusters, await readPointFacts(id));
  return { version: places.version, bytes: Uint8Array.from(bytes) };
}
