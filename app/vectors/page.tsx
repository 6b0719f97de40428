import type { Metadata } from "next";
import Link from "next/link";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { signInUrl, VECTORS_URL, withQuery } from "@/domain/urls";
import { api, pageViewer } from "@/server/caller";
import { NewVectorForm } from "./new-vector-form";
import { VectorIndex } from "./vector-index";

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
      </p>
      {user ? (
        <section className="mt-6" aria-labelledby="own-title">
          <h2 id="own-title" className="text-lg font-semibold tracking-tight">
            Yours
          </h2>
          <VectorIndex vectors={own} empty="You have none yet." />
          <NewVectorForm saes={saes} />
        </section>
      ) : (
        <p className="mt-4">
          <Link href={signInUrl(VECTORS_URL)} className="link" prefetch={false}>
            Sign in
          </Link>{" "}
          <span className="text-soft">to make one.</span>
        </p>
      )}
      <section className="mt-8" aria-labelledby="public-title">
        <h2 id="public-title" className="text-lg font-semibold tracking-tight">
          Everybody’s
        </h2>
        <VectorIndex vectors={vectors} empty="Nobody has made a vector public yet." />
        {next && (
          <Link
            href={withQuery(VECTORS_URL, { before: next.toISOString() })}
            className="control mt-3"
            prefetch={false}
            data-shortcut="j"
          >
            Older
          </Link>
        )}
      </section>
    </Shell>
  );
}
