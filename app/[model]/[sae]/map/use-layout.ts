import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/trpc/provider";
import type { Distance } from "@/domain/distances";
import { decodePoints, type MapPoints } from "@/domain/feature-map";
import { mapPointsUrl } from "@/domain/map-view";
import type { SaeAddress } from "@/domain/urls";
import type { FoundMap } from "@/server/procedures/map/queries";

/** What a map is besides its points. */
export type MapFacts = Pick<FoundMap, "tree" | "version" | "distance" | "distances">;

interface Layout {
  map: MapFacts;
  /** Null until they are here. */
  points: MapPoints | null;
  failed: boolean;
}

/**
 * The map by a distance with all its points. While those of another one are on their way it is the one before, so that
 * clusters and points are always of one layout.
 */
export function useLayout(address: SaeAddress, distance: Distance, initial: MapFacts): Layout {
  const trpc = useTRPC();
  const own = distance === initial.distance;
  const other = useQuery(
    trpc.map.get.queryOptions({ ...address, distance }, { enabled: !own, staleTime: Infinity }),
  );
  const map = own ? initial : other.data?.map;
  const points = useQuery({
    queryKey: ["points of a map", address, map?.version],
    enabled: map != null,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<{ map: MapFacts; points: MapPoints }> => {
      if (!map) throw new Error("There is no such map.");
      const response = await fetch(mapPointsUrl(address, map.version, map.distance), { signal });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return { map, points: decodePoints(await response.arrayBuffer()) };
    },
  });
  return {
    map: points.data?.map ?? initial,
    points: points.data?.points ?? null,
    failed: points.isError || other.isError || (other.isSuccess && !own && map == null),
  };
}
