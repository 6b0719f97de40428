import type { Metadata } from "next";
import { Breadcrumb } from "@/app/components/breadcrumb";
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
import { citeFeature } from "@/server/procedures/share/citations";
import { Examples } from "./examples";
import { FeatureFacts } from "./feature-facts";
import { FeatureHeading } from "./feature-heading";
import { FeatureToolbar } from "./feature-toolbar";
import { HistogramPanel } from "./histogram-panel";
import { loadFeature, loadLabels, type FeatureParams } from "./load-feature";
import { LabelsPanel } from "./labels-panel";
import { LogitsPanel } from "./logits-panel";
import { NoActivations } from "./no-activations";
import { OwnText } from "./own-text";
import { Provenance } from "./provenance";
import { RelatedPanels } from "./related-panels";
import { SectionTabs } from "./section-tabs";
import { Surroundings } from "./surroundings";

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
    : "No text has been read for this feature yet.";
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

/** Parts of the page, in the order in which a narrow window offers them. */
const SECTIONS = [
  { id: "examples", name: "Examples" },
  { id: "labels", name: "Labels" },
  { id: "around", name: "Neighbours" },
  { id: "effect", name: "Effect" },
  { id: "own-text", name: "Your text" },
  { id: "origin", name: "Origin" },
] as const;

export default async function FeaturePage({ params, searchParams }: Props) {
  const { model, sae: slug, index } = await params;
  const view = featureView.parse(singleValues(await searchParams));
  const [{ user }, dashboard, labels] = await Promise.all([
    pageViewer(),
    loadFeature(model, slug, index),
    loadLabels(model, slug, index),
  ]);
  const { address, sae, statistics, relations } = dashboard;
  const { collection } = sae;
  const waiting = collection !== null && isUnfinished(collection.state);
  // whoever has sent a text wants its answer
  const first = view.text === undefined ? "examples" : "own-text";
  return (
    <Shell within={address}>
      <Breadcrumb address={address} part={address.index} />
      <FeatureHeading index={address.index} labels={labels} />
      <FeatureToolbar
        address={address}
        dSae={sae.dSae}
        view={view}
        keeps={user !== null}
        citation={citeFeature(dashboard)}
      />
      <LiveCollections initial={collection ? [collection] : []}>
        {collection && <ProgressStrip initial={collection} dSae={sae.dSae} />}
        <FeatureFacts dashboard={dashboard} />
        <SectionTabs sections={SECTIONS} first={first} />
        <div className="sections">
          <div id="labels" data-column="">
            <div className="card h-full">
              <LabelsPanel dashboard={dashboard} labels={labels} />
            </div>
          </div>
          <div id="neighbourhood" data-column="">
            <Surroundings address={address} />
          </div>
          <div id="effect">
            <div className="grid gap-3.5 md:grid-cols-2">
              <LogitsPanel statistics={statistics} waiting={waiting} />
              <HistogramPanel statistics={statistics} waiting={waiting} />
            </div>
          </div>
          <div id="own-text" data-first={first === "own-text" ? "" : undefined}>
            <OwnText address={address} view={view} max={statistics?.max ?? 0} />
          </div>
          <div id="examples" data-first={first === "examples" ? "" : undefined}>
            {statistics && statistics.activeTokens > 0 ? (
              <Examples dashboard={dashboard} statistics={statistics} view={view} />
            ) : (
              <NoActivations dashboard={dashboard} waiting={waiting} />
            )}
          </div>
          <div id="around">
            <RelatedPanels address={address} relations={relations} hookName={sae.hookName} />
          </div>
          <div id="origin">
            <Provenance dashboard={dashboard} />
          </div>
        </div>
      </LiveCollections>
    </Shell>
  );
}
