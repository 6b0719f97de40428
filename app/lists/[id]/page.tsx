import type { Metadata } from "next";
import Link from "next/link";
import { cache } from "react";
import { notFoundIfMissing } from "@/app/components/not-found-if-missing";
import { Shell } from "@/app/components/shell";
import { ShareButton } from "@/app/components/share/share-button";
import { formatCounted, formatDay } from "@/domain/format";
import { decodeSegment, embedUrl, listUrl, LISTS_URL, userUrl } from "@/domain/urls";
import { api, pageViewer } from "@/server/caller";
import { citeList } from "@/server/sharing/citations";
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
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="text-soft">
            <Link href={LISTS_URL} className="hover:text-ink" prefetch={false}>
              Lists
            </Link>{" "}
            ›
          </p>
          <h1>
            <bdi>{list.title}</bdi>
          </h1>
          <p className="mt-1 text-soft">
            {formatCounted(list.items, "feature")}
            {list.owner !== null && (
              <>
                {" by "}
                <Link href={userUrl(list.owner)} className="link" prefetch={false}>
                  {list.owner}
                </Link>
              </>
            )}{" "}
            · {list.visibility}
            {list.hidden && <b className="font-semibold text-bad"> · hidden</b>} · {formatDay(list.updatedAt)}
            {list.forkedFrom && (
              <>
                {" · copied from "}
                <Link href={listUrl(list.forkedFrom.id)} className="link" prefetch={false}>
                  <bdi>{list.forkedFrom.title}</bdi>
                </Link>
              </>
            )}
          </p>
        </div>
        <div className="flex gap-2">
          {user && <ForkButton id={list.id} />}
          <ShareButton
            {...(list.visibility === "private" || list.hidden
              ? {}
              : { embed: { path: embedUrl(listUrl(list.id)), title: list.title } })}
            citation={citeList(list)}
          />
        </div>
      </div>
      {list.note !== "" && (
        <p className="mt-3 max-w-[70ch] whitespace-pre-wrap [overflow-wrap:anywhere]">
          <bdi>{list.note}</bdi>
        </p>
      )}
      {list.mayEdit ? (
        <ListEditor key={list.version} list={list} />
      ) : (
        <ListFeatures features={list.features} />
      )}
    </Shell>
  );
}

const load = cache((id: string) => api.list.get({ id: decodeSegment(id) }).catch(notFoundIfMissing));
