import type { Metadata } from "next";
import Link from "next/link";
import { Neighbourhood } from "@/app/components/neighbourhood/neighbourhood";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { decodeSegment, saeUrl, type SaeAddress } from "@/domain/urls";
import { walkView } from "@/domain/walk";
import { api } from "@/server/caller";
import { problemOf } from "@/server/errors";
import { notFound } from "next/navigation";

interface Props {
  params: Promise<SaeAddress>;
  searchParams: Promise<SearchParams>;
}

const COUNT = 120;

async function readAddress(params: Promise<SaeAddress>): Promise<SaeAddress> {
  const { model, sae } = await params;
  return { model: decodeSegment(model), sae: decodeSegment(sae) };
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { model, sae } = await readAddress(params);
  return {
    title: `A walk through ${sae} of ${model}`,
    description: `From feature to feature of ${sae} through what is near each.`,
  };
}

export default async function WalkPage({ params, searchParams }: Props) {
  const address = await readAddress(params);
  const view = walkView.parse(singleValues(await searchParams));
  const { sae } = await api.map.get(address).catch((error: unknown) => {
    if (problemOf(error).code === "NOT_FOUND") notFound();
    throw error;
  });
  const walk = (view.walk ?? [0]).filter((index) => index < sae.dSae);
  return (
    <Shell within={address}>
      <nav aria-label="Breadcrumb" className="text-soft">
        <Link href={saeUrl(address)} prefetch={false} className="hover:text-ink">
          {address.model} › {address.sae}
        </Link>{" "}
        › <span aria-current="page">walk</span>
      </nav>
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
