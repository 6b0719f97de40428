import type { Metadata } from "next";
import { notFoundIfMissing } from "@/app/components/not-found-if-missing";
import { Breadcrumb } from "@/app/components/breadcrumb";
import { readSaeAddress, type SaePageProps } from "@/app/components/sae-params";
import { singleValues } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { DISTANCE_NAMES, type Distance } from "@/domain/distances";
import { ignoredParameters, mapView } from "@/domain/map-view";
import type { SaeAddress } from "@/domain/urls";
import { api } from "@/server/caller";
import { FEW_FEATURES, FewFeatures } from "./few-features";
import { MapLoader } from "./map-loader";

/** The map by a distance; where there is none, the most coherent one, which then is not the wanted one. */
async function readMap(address: SaeAddress, by: Distance | undefined) {
  const found = await api.map.get({ ...address, distance: by ?? null }).catch(notFoundIfMissing);
  if (found.map || by === undefined) return { ...found, wanted: true };
  return { ...(await api.map.get(address)), wanted: false };
}

export async function generateMetadata({ params }: SaePageProps): Promise<Metadata> {
  const { model, sae } = await readSaeAddress(params);
  return {
    title: `Map of ${sae} in ${model}`,
    description: `Every feature of ${sae}, similar ones side by side.`,
  };
}

export default async function MapPage({ params, searchParams }: SaePageProps) {
  const address = await readSaeAddress(params);
  const raw = singleValues(await searchParams);
  const view = mapView.parse(raw);
  const { sae, map, wanted } = await readMap(address, view.by);
  const ignored = ignoredParameters(raw, view, sae.dSae);
  return (
    <Shell within={address}>
      <Breadcrumb address={address} part="map" />
      <h1 className="mt-2">Map of {address.sae}</h1>
      {ignored.length > 0 && (
        <p role="status" className="mb-3 [overflow-wrap:anywhere] text-soft">
          Some parts of the address name things that this map does not have. They are left out:{" "}
          {ignored.join(", ")}.
        </p>
      )}
      {map && !wanted && view.by && (
        <p role="status" className="mb-3 text-soft">
          There is no map of this SAE by {DISTANCE_NAMES[view.by]} yet. This is the one by{" "}
          {DISTANCE_NAMES[map.distance]}.
        </p>
      )}
      {sae.dSae < FEW_FEATURES && <FewFeatures address={address} features={sae.dSae} />}
      {sae.dSae === 1 ? null : map ? (
        <MapLoader address={address} features={sae.dSae} map={map} initial={view} />
      ) : (
        <p className="border-y border-line py-6 text-soft">
          There is no map yet. Workers lay it out once they have compared the directions of this SAE; that
          takes seconds to minutes, and this page shows it when it is loaded again.
        </p>
      )}
    </Shell>
  );
}
