import { useEffect, useState } from "react";
import { decodePoints, type MapPoints } from "@/domain/feature-map";
import { mapPointsUrl } from "@/domain/map-view";
import type { SaeAddress } from "@/domain/urls";

/** All points of a map: null until they are here, or "failed". */
export function usePoints(address: SaeAddress, version: string): MapPoints | "failed" | null {
  const [points, setPoints] = useState<MapPoints | "failed" | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    fetch(mapPointsUrl(address, version), { signal: abort.signal })
      .then(async (response) => {
        if (!response.ok) throw new Error(`HTTP ${response.status}`);
        setPoints(decodePoints(await response.arrayBuffer()));
      })
      .catch(() => {
        if (!abort.signal.aborted) setPoints("failed");
      });
    return () => abort.abort();
  }, [address, version]);
  return points;
}
