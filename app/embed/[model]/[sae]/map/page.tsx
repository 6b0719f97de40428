import type { Metadata } from "next";
import { notFoundIfMissing } from "@/app/components/not-found-if-missing";
import { MapLoader } from "@/app/[model]/[sae]/map/map-loader";
import { readSaeAddress, type SaePageProps } from "@/app/components/sae-params";
import { singleValues } from "@/app/components/search-params";
import { formatCounted } from "@/domain/format";
import { mapUrl, mapView } from "@/domain/map-view";
import { publicApi } from "@/server/caller";
import { EmbedFrame, themeOf } from "../../../frame";

export const metadata: Metadata = { robots: { index: false } };

/** A map for other sites, with the parameters of its page: `?f=7&colour=density&theme=dark` */
export default async function EmbeddedMapPage({ params, searchParams }: SaePageProps) {
  const address = await readSaeAddress(params);
  const view = mapView.parse(singleValues(await searchParams));
  const { sae, map } = await publicApi.map.get({ ...address, distance: view.by }).catch(notFoundIfMissing);
  return (
    <EmbedFrame
      href={mapUrl(address, view)}
      theme={await themeOf(searchParams)}
      title={`Map of ${address.sae} in ${address.model}`}
    >
      <p className="mt-0.5 mb-2.5 text-xs text-soft">
        {formatCounted(sae.dSae, "feature")}, similar ones side by side; distance on the map is not distance
        in the model.
      </p>
      {map ? (
        <MapLoader address={address} features={sae.dSae} map={map} initial={view} embedded />
      ) : (
        <p className="mt-3 text-soft">There is no map of it yet.</p>
      )}
    </EmbedFrame>
  );
}
