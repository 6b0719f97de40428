import { redirect } from "next/navigation";
import { readSaeAddress, type SaePageProps } from "@/app/components/sae-params";
import { singleValues } from "@/app/components/search-params";
import { featureView } from "@/domain/feature-view";
import { featureUrl, saeUrl } from "@/domain/urls";
import { api } from "@/server/caller";

/** Goes to a feature worth looking at, in the same view; to the SAE's page while it has no examples. */
export default async function RandomFeaturePage({ params, searchParams }: SaePageProps) {
  const address = await readSaeAddress(params);
  const index = await api.feature.pickRandom(address);
  const view = featureView.parse(singleValues(await searchParams));
  redirect(index === null ? saeUrl(address) : featureUrl({ ...address, index }, view));
}
