import type { Metadata } from "next";
import Link from "next/link";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { LISTS_URL, signInUrl, withQuery } from "@/domain/urls";
import { api, pageViewer } from "@/server/caller";
import { ListIndex } from "./list-index";
import { NewListForm } from "./new-list-form";

export const metadata: Metadata = { title: "Lists", description: "Features that people have put together." };

/** One's own lists and everybody's public ones. */
export default async function ListsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { before } = singleValues(await searchParams);
  const moment = new Date(before ?? Number.NaN);
  const [{ user }, { own, lists, next }] = await Promise.all([
    pageViewer(),
    api.list.browse({ before: Number.isNaN(moment.getTime()) ? null : moment }),
  ]);
  return (
    <Shell>
      <h1>Lists</h1>
      <p className="mt-1 text-soft">Features that people have put together, in an order, with notes.</p>
      {user ? (
        <section className="mt-6" aria-labelledby="own-title">
          <h2 id="own-title" className="text-lg font-semibold tracking-tight">
            Yours
          </h2>
          <ListIndex
            lists={own}
            empty="You have none yet; the button “Keep” on a feature’s page begins one too."
          />
          <NewListForm />
        </section>
      ) : (
        <p className="mt-4">
          <Link href={signInUrl(LISTS_URL)} className="link" prefetch={false}>
            Sign in
          </Link>{" "}
          <span className="text-soft">to begin one.</span>
        </p>
      )}
      <section className="mt-8" aria-labelledby="public-title">
        <h2 id="public-title" className="text-lg font-semibold tracking-tight">
          Everybody’s
        </h2>
        <ListIndex lists={lists} empty="Nobody has made a list public yet." />
        {next && (
          <Link
            href={withQuery(LISTS_URL, { before: next.toISOString() })}
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
