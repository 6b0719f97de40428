import Link from "next/link";
import type { ReactNode } from "react";

interface Props {
  /** The page of all of its kind. */
  from: { name: string; href: string };
  title: string;
  /** What is known of it, in a line. */
  line: ReactNode;
  note: string;
  /** What one can do with it. */
  children: ReactNode;
}

/** Head of a page about one thing that somebody made: where it stands, its title, what is known of it, its note. */
export function PublishedHeading({ from, title, line, note, children }: Props) {
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="text-soft">
            <Link href={from.href} className="hover:text-ink" prefetch={false}>
              {from.name}
            </Link>{" "}
            ›
          </p>
          <h1 className="[overflow-wrap:anywhere]">
            <bdi>{title}</bdi>
          </h1>
          <p className="mt-1 text-soft">{line}</p>
        </div>
        <div className="flex gap-2">{children}</div>
      </div>
      {note !== "" && (
        <p className="mt-3 max-w-[70ch] whitespace-pre-wrap [overflow-wrap:anywhere]">
          <bdi>{note}</bdi>
        </p>
      )}
    </>
  );
}
