import type { Metadata } from "next";
import Link from "next/link";
import { LEARN_URL, MAP_URL } from "@/domain/urls";
import { api } from "@/server/caller";
import { siteOrigin } from "@/server/site-origin";
import { LiveCollections } from "./components/collection-progress/live-collections";
import { Refresh } from "./components/refresh";
import { Shell } from "./components/shell";
import { Models } from "./home/models";
import { OwnSentence } from "./home/own-sentence";
import { RandomFeature } from "./home/random-feature";
import { ShowcaseFeatures } from "./home/showcase-features";
import { SteeredPair } from "./home/steered-pair";

const ABOUT = "Find the ideas inside a language model, see which words wake each one, and turn it up.";

export async function generateMetadata(): Promise<Metadata> {
  const image = {
    url: `${await siteOrigin()}/social.png`,
    width: 1200,
    height: 630,
    alt: "A sentence whose words light up by what the model has in mind",
  };
  return {
    description: ABOUT,
    openGraph: {
      ...{ title: "Look inside a language model", description: ABOUT, siteName: "Featurescope" },
      ...{ type: "website", images: [image] },
    },
    twitter: { card: "summary_large_image", images: [image] },
  };
}

export default async function HomePage() {
  const [models, coming, first, random] = await Promise.all([
    api.catalogue.list(),
    api.catalogue.coming(),
    api.showcase.first(),
    api.feature.showRandom(),
  ]);
  const collections = models.flatMap(({ saes }) => saes.flatMap(({ collection }) => collection ?? []));
  const { features, steering, writing, reader, sentence, landscape } = first;
  return (
    <Shell>
      {(writing || coming.some(({ failure }) => failure === null)) && <Refresh />}
      <div className="max-w-[760px] pt-4 pb-7 sm:pt-9">
        <h1 className="text-3xl sm:text-[2.5rem]">Look inside a language model</h1>
        <p className="mt-3.5 text-base text-soft sm:text-[17px]">
          A language model holds thousands of ideas, and nobody wrote them down. Here you can find each one,
          see which words wake it, and turn it up to see what the model says then.
        </p>
        <p className="mt-5 flex flex-wrap gap-2">
          <Link href={LEARN_URL} className="control control-primary min-h-9 px-4" prefetch={false}>
            Take the tour
          </Link>
          <Link href={MAP_URL} className="control min-h-9 px-4" prefetch={false}>
            Enter the map
          </Link>
        </p>
      </div>
      <LiveCollections initial={collections}>
        {steering && <SteeredPair pair={steering} />}
        <ShowcaseFeatures features={features} />
        {reader && <OwnSentence reader={reader} sentence={sentence} landscape={landscape} />}
        <RandomFeature initial={random} />
        <Models models={models} coming={coming} />
      </LiveCollections>
    </Shell>
  );
}
