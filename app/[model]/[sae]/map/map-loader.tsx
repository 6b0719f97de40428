"use client";

import dynamic from "next/dynamic";
import { TrpcProvider } from "@/app/trpc/provider";
import type { ExplorerProps } from "./map-explorer";

/** deck.gl comes to this page alone, and only to the browser. */
const MapExplorer = dynamic(() => import("./map-explorer"), {
  ssr: false,
  loading: () => <div className="skeleton h-[68dvh]" role="img" aria-label="Loading the map" />,
});

export function MapLoader(props: ExplorerProps) {
  return (
    <TrpcProvider>
      <MapExplorer {...props} />
    </TrpcProvider>
  );
}
