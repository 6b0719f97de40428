import Link from "next/link";
import { formatCounted, formatDay } from "@/domain/format";
import { listUrl, userUrl } from "@/domain/urls";
import type { ListSummary } from "@/server/queries/list";

/** Lists, a line each. */
export function ListIndex({ lists, empty }: { lists: readonly ListSummary[]; empty: string }) {
  if (lists.length === 0) return <p className="mt-2 border-y border-line py-4 text-soft">{empty}</p>;
  return (
    <ul className="mt-2 divide-y divide-line border-y border-line">
      {lists.map(({ id, title, owner, items, visibility, hidden, updatedAt }) => (
        <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 py-2.5">
          <Link
            href={listUrl(id)}
            prefetch={false}
            className="font-medium [overflow-wrap:anywhere] hover:text-accent"
          >
            <bdi>{title}</bdi>
          </Link>
          <span className="text-xs text-soft">
            {formatCounted(items, "feature")} ·{" "}
            {owner !== null && (
              <>
                <Link href={userUrl(owner)} className="link" prefetch={false}>
                  {owner}
                </Link>{" "}
                ·{" "}
              </>
            )}
            {visibility !== "public" && `${visibility} · `}
            {hidden && <b className="font-semibold text-bad">hidden · </b>}
            {formatDay(updatedAt)}
          </span>
        </li>
      ))}
    </ul>
  );
}
