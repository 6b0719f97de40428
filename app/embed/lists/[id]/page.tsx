import type { Metadata } from "next";
import Link from "next/link";
import { notFoundIfMissing } from "@/app/components/not-found-if-missing";
import type { SearchParams } from "@/app/components/search-params";
import { formatCounted } from "@/domain/format";
import { decodeSegment, featureUrl, listUrl } from "@/domain/urls";
import { publicApi } from "@/server/caller";
import { EmbedFrame, themeOf } from "../../frame";

export const metadata: Metadata = { robots: { index: false } };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

/** A list for other sites. `?theme=dark` */
export default async function EmbeddedListPage({ params, searchParams }: Props) {
  const list = await load(decodeSegment((await params).id));
  return (
    <EmbedFrame href={listUrl(list.id)} theme={await themeOf(searchParams)} title={<bdi>{list.title}</bdi>}>
      <p className="mt-0.5 text-xs text-soft">
        {formatCounted(list.items, "feature")}
        {list.owner !== null && ` by ${list.owner}`}
      </p>
      {list.note !== "" && (
        <p className="mt-2 whitespace-pre-wrap [overflow-wrap:anywhere]">
          <bdi>{list.note}</bdi>
        </p>
      )}
      <ol className="mt-2.5 divide-y divide-line border-t border-line">
        {list.features.map((item) => (
          <li key={featureUrl(item)} className="py-2 [overflow-wrap:anywhere]">
            <Link href={featureUrl(item)} target="_blank" prefetch={false} className="link">
              {item.sae} › {item.index}
            </Link>{" "}
            {item.label === null ? <span className="text-soft">not labelled</span> : <bdi>{item.label}</bdi>}
            {item.note !== "" && (
              <p className="mt-0.5 whitespace-pre-wrap text-soft">
                <bdi>{item.note}</bdi>
              </p>
            )}
          </li>
        ))}
      </ol>
    </EmbedFrame>
  );
}

const load = (id: string) => publicApi.list.get({ id }).catch(notFoundIfMissing);
