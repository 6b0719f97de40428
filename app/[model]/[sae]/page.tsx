import type { Metadata } from "next";
import { notFoundIfMissing } from "@/app/components/not-found-if-missing";
import { LiveCollections } from "@/app/components/collection-progress/live-collections";
import { ProgressStrip } from "@/app/components/collection-progress/progress-strip";
import { FactList } from "@/app/components/fact-list";
import { readSaeAddress, type SaePageProps } from "@/app/components/sae-params";
import { singleValues } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { isUnfinished } from "@/domain/collection-progress";
import { formatCount, formatCounted } from "@/domain/format";
import { api } from "@/server/caller";
import { CoherencePanel } from "./coherence-panel";
import { DensityPanel } from "./density-panel";
import { FeatureTable } from "./feature-table";
import { IdentityPanel } from "./identity-panel";
import { MapPanel } from "./map-panel";
import { QualityPanel } from "./quality-panel";
import { RestNote } from "./rest-note";
import { SaeToolbar } from "./sae-toolbar";

export async function generateMetadata({ params }: SaePageProps): Promise<Metadata> {
  const { model, sae } = await readSaeAddress(params);
  const title = `${sae} of ${model}`;
  const description = `Every feature of the sparse autoencoder ${sae} on ${model}, with its strongest example.`;
  return { title, description, openGraph: { title, description } };
}

export default async function SaePage({ params, searchParams }: SaePageProps) {
  const address = await readSaeAddress(params);
  const browse = singleValues(await searchParams);
  const [dashboard, rest] = await Promise.all([
    api.sae.get({ address, browse }).catch(notFoundIfMissing),
    api.collection.getRest(address).catch(notFoundIfMissing),
  ]);
  const { sae, densities, distances } = dashboard;
  const { collection } = sae;
  const waiting = collection !== null && isUnfinished(collection.state);
  return (
    <Shell within={address}>
      <SaeToolbar address={address} hasExamples={(collection?.featuresActive ?? 0) > 0} />
      <h1 className="mt-3.5">{sae.slug}</h1>
      <p className="mt-1 text-soft">
        A sparse autoencoder of {formatCounted(sae.dSae, "feature")} on {sae.model.title}, {sae.hookName}
      </p>
      <LiveCollections initial={collection ? [collection] : []}>
        {collection && <ProgressStrip initial={collection} dSae={sae.dSae} />}
        <div className="mt-3.5 mb-4.5">
          <FactList
            facts={[
              { name: "features", value: formatCount(sae.dSae) },
              {
                name: "with examples",
                value: collection ? formatCount(collection.featuresActive) : "–",
                tip: "Features above zero at one token or more of the corpus",
              },
              {
                name: "never active",
                value: densities && densities.features > 0 ? formatCount(densities.dead) : "–",
                tip: "Features that were zero at every token of the corpus that has been merged",
              },
              { name: "tokens read", value: collection ? formatCount(collection.tokensDone) : "–" },
            ]}
          />
          {rest && <RestNote address={address} rest={rest} />}
        </div>
        <div className="grid gap-3.5 md:grid-cols-2 lg:grid-cols-[300px_1fr_330px]">
          <div className="flex flex-col gap-3.5">
            <QualityPanel address={address} sae={sae} />
            <MapPanel features={sae.dSae} address={address} mapped={sae.mapped} />
          </div>
          <div className="flex flex-col gap-3.5">
            <DensityPanel address={address} densities={densities} waiting={waiting} />
            {sae.dSae > 1 && <CoherencePanel address={address} distances={distances} mapped={sae.mapped} />}
          </div>
          <div className="md:col-span-2 lg:col-span-1">
            <IdentityPanel sae={sae} />
          </div>
        </div>
        <FeatureTable address={address} dashboard={dashboard} waiting={waiting} />
      </LiveCollections>
    </Shell>
  );
}
