import { redirect } from "next/navigation";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { featureView } from "@/domain/feature-view";
import { decodeSegment, featureUrl, saeUrl, type SaeAddress } from "@/domain/urls";
import { api } from "@/server/caller";

interface Props {
  params: Promise<SaeAddress>;
  searchParams: Promise<SearchParams>;
}

/** Goes to a feature worth looking at, in the same view; to the SAE's page while it has no examples. */
export default async function RandomFeaturePage({ params, searchParams }: Props) {
  const { model, sae } = await params;
  const address = { model: decodeSegment(model), sae: decodeSegment(sae) };
  const index = await api.feature.pickRandom(address);
  const view = featureView.parse(singleValues(await searchParams));
  redirect(index === null ? saeUrl(address) : featureUrl({ ...address, index }, view));
}
