import type { Metadata } from "next";
import Link from "next/link";
import { PublishedSections } from "@/app/components/published/published-sections";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { VECTORS_URL } from "@/domain/urls";
import { api, pageViewer } from "@/server/caller";
import { NewVectorForm } from "./new-vector-form";
import { publishedVector } from "./published-vector";

export const metadata: Metadata = {
  title: "Vectors",
  description: "Steering directions that people made from two sets of texts.",
};

/** One's own vectors, the way to make one, and everybody's public ones. */
export default async function VectorsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { before } = singleValues(await searchParams);
  const moment = new Date(before ?? Number.NaN);
  const [{ user }, { own, vectors, next }, models] = await Promise.all([
    pageViewer(),
    api.vector.browse({ before: Number.isNaN(moment.getTime()) ? null : moment }),
    api.catalogue.list(),
  ]);
  const saes = models.flatMap(({ id, saes }) => saes.map(({ slug }) => `${id}/${slug}`));
  return (
    <Shell>
      <h1>Vectors</h1>
      <p className="mt-1 max-w-[72ch] text-soft">
        A direction of your own to steer with: the model reads two sets of texts, and the direction leads from
        the middle of the second set to the middle of the first. It stands beside features in the playground.
        One that you found elsewhere is sent as numbers, through the{" "}
        <Link href="/api-docs" className="link" prefetch={false}>
          API
        </Link>
        .
      </p>
      <PublishedSections
        url={VECTORS_URL}
        signedIn={user !== null}
        own={own.map(publishedVector)}
        ownEmpty="You have none yet."
        form={<NewVectorForm saes={saes} />}
        signInTo="to make one."
        everybodys={vectors.map(publishedVector)}
        everybodysEmpty="Nobody has made a vector public yet."
        next={next}
      />
    </Shell>
  );
}
