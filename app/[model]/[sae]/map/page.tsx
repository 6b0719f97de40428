import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { DISTANCE_NAMES, type Distance } from "@/domain/distances";
import { ignoredParameters, mapView } from "@/domain/map-view";
import { decodeSegment, saeUrl, type SaeAddress } from "@/domain/urls";
import { api } from "@/server/caller";
import { problemOf } from "@/server/errors";
import { FEW_FEATURES, FewFeatures } from "./few-features";
import { MapLoader } from "./map-loader";

interface Props {
  params: Promise<SaeAddress>;
  searchParams: Promise<SearchParams>;
}

/** The map by a distance; where there is none, the most coherent one, which then is not the wanted one. */
async function readMap(address: SaeAddress, by: Distance | undefined) {
  const found = await api.map.get({ ...address, distance: by ?? null }).catch((error: unknown) => {
    if (problemOf(error).code === "NOT_FOUND") notFound();
    throw error;
  });
  if (found.map || by === undefined) return { ...found, wanted: true };
  return { ...(await api.map.get(address)), wanted: false };
}

async function readAddress(params: Promise<SaeAddress>): Promise<SaeAddress> {
  const { model, sae } = await params;
  return { model: decodeSegment(model), sae: decodeSegment(sae) };
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { model, sae } = await readAddress(params);
  return {
    title: `Map of ${sae} in ${model}`,
    description: `Every feature of ${sae}, similar ones side by side.`,
  };
}

export default async function MapPage({ params, searchParams }: Props) {
  const address = await readAddress(params);
  const raw = singleValues(await searchParams);
  const view = mapView.parse(raw);
  const { sae, map, wanted } = await readMap(address, view.by);
  const ignored = ignoredParameters(raw, view, sae.dSae);
  return (
    <Shell within={address}>
      <nav aria-label="Breadcrumb" className="text-soft">
        <Link href={saeUrl(address)} prefetch={false} className="hover:text-ink">
          {address.model} › {address.sae}
        </Link>{" "}
        › <span aria-current="page">map</span>
      </nav>
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
