import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { MapLoader } from "@/app/[model]/[sae]/map/map-loader";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { formatCounted } from "@/domain/format";
import { mapUrl, mapView } from "@/domain/map-view";
import { decodeSegment, type SaeAddress } from "@/domain/urls";
import { publicApi } from "@/server/caller";
import { problemOf } from "@/server/errors";
import { EmbedFrame, themeOf } from "../../../frame";

export const metadata: Metadata = { robots: { index: false } };

interface Props {
  params: Promise<SaeAddress>;
  searchParams: Promise<SearchParams>;
}

/** A map for other sites, with the parameters of its page: `?f=7&colour=density&theme=dark` */
export default async function EmbeddedMapPage({ params, searchParams }: Props) {
  const { model, sae: slug } = await params;
  const address = { model: decodeSegment(model), sae: decodeSegment(slug) };
  const view = mapView.parse(singleValues(await searchParams));
  const { sae, map } = await publicApi.map.get({ ...address, distance: view.by }).catch((error: unknown) => {
    // proxy.ts has refused such addresses before; this is for what was removed in between
    if (problemOf(error).code === "NOT_FOUND") notFound();
    throw error;
  });
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
