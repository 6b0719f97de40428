import type { Metadata } from "next";
import { PublishedSections } from "@/app/components/published/published-sections";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { LISTS_URL } from "@/domain/urls";
import { api, pageViewer } from "@/server/caller";
import { NewListForm } from "./new-list-form";
import { publishedList } from "./published-list";

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
      <PublishedSections
        url={LISTS_URL}
        signedIn={user !== null}
        own={own.map(publishedList)}
        ownEmpty="You have none yet; the button “Keep” on a feature’s page begins one too."
        form={<NewListForm />}
        signInTo="to begin one."
        everybodys={lists.map(publishedList)}
        everybodysEmpty="Nobody has made a list public yet."
        next={next}
      />
    </Shell>
  );
}
