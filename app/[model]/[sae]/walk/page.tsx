import type { Metadata } from "next";
import { notFoundIfMissing } from "@/app/components/not-found-if-missing";
import { Neighbourhood } from "@/app/components/neighbourhood/neighbourhood";
import { Breadcrumb } from "@/app/components/breadcrumb";
import { readSaeAddress, type SaePageProps } from "@/app/components/sae-params";
import { singleValues } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { walkView } from "@/domain/walk";
import { api } from "@/server/caller";

const COUNT = 120;

export async function generateMetadata({ params }: SaePageProps): Promise<Metadata> {
  const { model, sae } = await readSaeAddress(params);
  return {
    title: `A walk through ${sae} of ${model}`,
    description: `From feature to feature of ${sae} through what is near each.`,
  };
}

export default async function WalkPage({ params, searchParams }: SaePageProps) {
  const address = await readSaeAddress(params);
  const view = walkView.parse(singleValues(await searchParams));
  const { sae } = await api.map.get(address).catch(notFoundIfMissing);
  const walk = (view.walk ?? [0]).filter((index) => index < sae.dSae);
  return (
    <Shell within={address}>
      <Breadcrumb address={address} part="walk" />
      <h1 className="mt-2">A walk through {address.sae}</h1>
      <p className="mt-1 mb-3 max-w-[78ch] text-soft">
        The feature in the middle with what is near it. Choose a neighbour to step to it; the address of this
        page holds the whole walk.
      </p>
      <Neighbourhood
        address={address}
        walk={walk.length > 0 ? walk : [0]}
        by={view.by}
        count={COUNT}
        inAddress
      />
    </Shell>
  );
}
