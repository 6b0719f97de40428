"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { TrpcProvider } from "@/app/trpc/provider";
import { DISTANCE_SENTENCES } from "@/domain/distances";
import type { ExplorerProps } from "./map-explorer";

/** deck.gl comes to this page alone, and only to the browser. */
const MapExplorer = dynamic(() => import("./map-explorer"), {
  ssr: false,
  loading: () => <div className="skeleton h-[68dvh]" role="img" aria-label="Loading the map" />,
});

/** A map, under what it means that features lie close together on it. */
export function MapLoader(props: Omit<ExplorerProps, "onDistance">) {
  const [distance, setDistance] = useState(props.map.distance);
  return (
    <TrpcProvider>
      {!props.embedded && (
        <p className="mt-1 mb-3 max-w-[78ch] text-soft">
          {DISTANCE_SENTENCES[distance]} The layout (UMAP) keeps each one near its 15 nearest; far distances
          mean little.{" "}
          <b className="font-semibold text-ink">Distance on the map is not distance in the model</b>: only
          neighbourhoods mean something, and lines show the true nearest.
        </p>
      )}
      <MapExplorer {...props} onDistance={setDistance} />
    </TrpcProvider>
  );
}
