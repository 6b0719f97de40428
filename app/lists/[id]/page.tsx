import type { Metadata } from "next";
import Link from "next/link";
import { cache } from "react";
import { notFoundIfMissing } from "@/app/components/not-found-if-missing";
import { PublishedHeading } from "@/app/components/published/published-heading";
import { PublishedLine } from "@/app/components/published/published-line";
import { Shell } from "@/app/components/shell";
import { ShareButton } from "@/app/components/share/share-button";
import { formatCounted } from "@/domain/format";
import { decodeSegment, embedUrl, listUrl, LISTS_URL } from "@/domain/urls";
import { api, pageViewer } from "@/server/caller";
import { citeList } from "@/server/procedures/share/citations";
import { ForkButton } from "./fork-button";
import { ListEditor } from "./list-editor";
import { ListFeatures } from "./list-features";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const list = await load((await params).id);
  return {
    title: list.title,
    description: list.note.slice(0, 200) || `A list of ${formatCounted(list.items, "feature")}.`,
    ...(list.visibility === "public" ? {} : { robots: { index: false } }),
  };
}

/** A list of features, as its owner ordered it. */
export default async function ListPage({ params }: Props) {
  const [{ user }, list] = await Promise.all([pageViewer(), load((await params).id)]);
  return (
    <Shell>
      <PublishedHeading
        from={{ name: "Lists", href: LISTS_URL }}
        title={list.title}
        line={
          <PublishedLine
            facts={[formatCounted(list.items, "feature")]}
            owner={list.owner}
            visibility={list.visibility}
            hidden={list.hidden}
            day={list.updatedAt}
            after={
              list.forkedFrom && (
                <>
                  {"copied from "}
                  <Link href={listUrl(list.forkedFrom.id)} className="link" prefetch={false}>
                    <bdi>{list.forkedFrom.title}</bdi>
                  </Link>
                </>
              )
            }
          />
        }
        note={list.note}
      >
        {user && <ForkButton id={list.id} />}
        <ShareButton
          {...(list.visibility === "private" || list.hidden
            ? {}
            : { embed: { path: embedUrl(listUrl(list.id)), title: list.title } })}
          citation={citeList(list)}
        />
      </PublishedHeading>
      {list.mayEdit ? (
        <ListEditor key={list.version} list={list} />
      ) : (
        <ListFeatures features={list.features} />
      )}
    </Shell>
  );
}

const load = cache((id: string) => api.list.get({ id: decodeSegment(id) }).catch(notFoundIfMissing));
