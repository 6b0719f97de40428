import type { Metadata } from "next";
import { LiveCollections } from "@/app/components/collection-progress/live-collections";
import { featurePicture, pictureHash } from "@/app/components/feature-picture/picture-of";
import { ProgressStrip } from "@/app/components/collection-progress/progress-strip";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { isUnfinished } from "@/domain/collection-progress";
import { formatActivation, formatCount, formatPercent } from "@/domain/format";
import { pieceLabel } from "@/domain/tokens";
import { featureView } from "@/domain/feature-view";
import { featureImageUrl } from "@/domain/urls";
import { pageViewer } from "@/server/caller";
import { siteOrigin } from "@/server/site-origin";
import { citeFeature } from "@/server/sharing/citations";
import { Examples } from "./examples";
import { FeatureFacts } from "./feature-facts";
import { FeatureToolbar } from "./feature-toolbar";
import { HistogramPanel } from "./histogram-panel";
import { loadFeature, type FeatureParams } from "./load-feature";
import { LabelsPanel } from "./labels-panel";
import { LogitsPanel } from "./logits-panel";
import { NoActivations } from "./no-activations";
import { OwnText } from "./own-text";
import { RelatedPanels } from "./related-panels";
import { Reproduce } from "./reproduce";
import { SourcePanel } from "./source-panel";

interface Props {
  params: Promise<FeatureParams>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { model, sae, index } = await params;
  const dashboard = await loadFeature(model, sae, index);
  const { address, statistics, label } = dashboard;
  const name = `Feature ${address.index} of ${address.sae} in ${address.model}`;
  const title = label ? `${label.text} · ${name}` : name;
  const description = statistics
    ? `Active on ${formatPercent(statistics.density)} of ${formatCount(statistics.tokensSeen)} tokens, at most ` +
      `${formatActivation(statistics.max)}. Promotes ${statistics.promoted
        .slice(0, 5)
        .map(({ piece }) => pieceLabel(piece))
        .join(" ")}`
    : "Nothing has been collected for this feature yet.";
  const image = {
    url: (await siteOrigin()) + featureImageUrl(address, pictureHash(featurePicture(dashboard))),
    width: 1200,
    height: 630,
    alt: `${title}: its label and its strongest examples`,
  };
  return {
    title,
    description,
    openGraph: { title, description, siteName: "Featurescope", type: "website", images: [image] },
    twitter: { card: "summary_large_image", title, description, images: [image] },
  };
}

export default async function FeaturePage({ params, searchParams }: Props) {
  const { model, sae: slug, index } = await params;
  const view = featureView.parse(singleValues(await searchParams));
  const [{ user }, dashboard] = await Promise.all([pageViewer(), loadFeature(model, slug, index)]);
  const { address, sae, statistics } = dashboard;
  const { collection } = sae;
  const waiting = collection !== null && isUnfinished(collection.state);
  return (
    <Shell within={address}>
      <FeatureToolbar
        address={address}
        dSae={sae.dSae}
        view={view}
        keeps={user !== null}
        citation={citeFeature(dashboard)}
      />
      <h1 className="mt-3.5">Feature {address.index}</h1>
      <p className="mt-1 text-soft">
        one of {formatCount(sae.dSae)} directions of {address.sae} at {sae.hookName}
      </p>
      <LiveCollections initial={collection ? [collection] : []}>
        {collection && <ProgressStrip initial={collection} dSae={sae.dSae} />}
        <FeatureFacts dashboard={dashboard} />
        <div className="grid gap-3.5 md:grid-cols-2 lg:grid-cols-[300px_1fr_330px]">
          <LogitsPanel statistics={statistics} waiting={waiting} />
          <HistogramPanel statistics={statistics} waiting={waiting} />
          <SourcePanel dashboard={dashboard} />
        </div>
        <OwnText address={address} view={view} max={statistics?.max ?? 0} />
        {statistics && statistics.activeTokens > 0 ? (
          <Examples dashboard={dashboard} statistics={statistics} view={view} />
        ) : (
          <NoActivations dashboard={dashboard} waiting={waiting} />
        )}
      </LiveCollections>
      <LabelsPanel dashboard={dashboard} />
      <RelatedPanels address={address} relations={dashboard.relations} />
      <Reproduce dashboard={dashboard} />
    </Shell>
  );
}
