import Link from "next/link";
import type { ReactNode } from "react";
import { formatActivation, formatPercent } from "@/domain/format";
import { featureUrl } from "@/domain/urls";
import type { ListItem } from "@/server/procedures/list/queries";

/** Features of a list with their labels and notes. @param controls what stands beside a feature */
export function ListFeatures({
  features,
  controls,
}: {
  features: readonly ListItem[];
  controls?: (item: ListItem, place: number) => ReactNode;
}) {
  if (features.length === 0)
    return (
      <p className="mt-5 border-y border-line py-5 text-soft">
        No features yet. Open a feature and press “Keep” to put it here.
      </p>
    );
  return (
    <ol className="mt-5 divide-y divide-line border-y border-line">
      {features.map((item, place) => (
        <li key={featureUrl(item)} className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3">
          <div className="min-w-0 flex-1 basis-72">
            <Link href={featureUrl(item)} prefetch={false} className="font-medium hover:text-accent">
              {item.model} › {item.sae} › {item.index}
            </Link>
            <p className="[overflow-wrap:anywhere]">
              {item.label === null ? (
                <span className="text-soft">not labelled</span>
              ) : (
                <bdi>{item.label}</bdi>
              )}
            </p>
            <p className="text-xs text-soft">
              {item.density === null
                ? "nothing computed yet"
                : `on ${formatPercent(item.density)} of tokens · max ${formatActivation(item.max ?? 0)}`}
            </p>
            {!controls && item.note !== "" && (
              <p className="mt-1 whitespace-pre-wrap [overflow-wrap:anywhere]">
                <bdi>{item.note}</bdi>
              </p>
            )}
          </div>
          {controls?.(item, place)}
        </li>
      ))}
    </ol>
  );
}
