import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { ignoredParameters, mapView } from "@/domain/map-view";
import { decodeSegment, saeUrl, type SaeAddress } from "@/domain/urls";
import { api } from "@/server/caller";
import { problemOf } from "@/server/errors";
import { MapLoader } from "./map-loader";

interface Props {
  params: Promise<SaeAddress>;
  searchParams: Promise<SearchParams>;
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
  const { sae, map } = await api.map.get(address).catch((error: unknown) => {
    if (problemOf(error).code === "NOT_FOUND") notFound();
    throw error;
  });
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
      <p className="mt-1 mb-3 max-w-[78ch] text-soft">
        Features whose directions are alike lie close together. The layout (UMAP) keeps each one near its 15
        nearest; far distances mean little.{" "}
        <b className="font-semibold text-ink">Distance on the map is not distance in the model</b>: only
        neighbourhoods mean something, and lines show the true nearest.
      </p>
      {ignored.length > 0 && (
        <p role="status" className="mb-3 [overflow-wrap:anywhere] text-soft">
          Some parts of the address name things that this map does not have. They are left out:{" "}
          {ignored.join(", ")}.
        </p>
      )}
      {map ? (
        <MapLoader
          address={address}
          features={sae.dSae}
          tree={map.tree}
          version={map.version}
          initial={view}
        />
      ) : (
        <p className="border-y border-line py-6 text-soft">
          There is no map yet. Workers lay it out once they have compared the directions of this SAE; that
          takes seconds to minutes, and this page shows it when it is loaded again.
        </p>
      )}
    </Shell>
  );
}
