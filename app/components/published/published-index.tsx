import Link from "next/link";
import type { ReactNode } from "react";
import { PublishedLine, type Published } from "./published-line";

export interface PublishedItem extends Published {
  id: string;
  href: string;
  title: string;
  facts: readonly ReactNode[];
}

/** Things that people have made, a line each. @param empty what is said where there are none */
export function PublishedIndex({ items, empty }: { items: readonly PublishedItem[]; empty: string }) {
  if (items.length === 0) return <p className="mt-2 border-y border-line py-4 text-soft">{empty}</p>;
  return (
    <ul className="mt-2 divide-y divide-line border-y border-line">
      {items.map(({ id, href, title, visibility, ...item }) => (
        <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 py-2.5">
          <Link
            href={href}
            prefetch={false}
            className="font-medium [overflow-wrap:anywhere] hover:text-accent"
          >
            <bdi>{title}</bdi>
          </Link>
          <span className="text-xs text-soft">
            <PublishedLine {...item} visibility={visibility === "public" ? "" : visibility} />
          </span>
        </li>
      ))}
    </ul>
  );
}
