import Link from "next/link";
import { Fragment, type ReactNode } from "react";
import { formatDay } from "@/domain/format";
import { userUrl } from "@/domain/urls";

/** What is said of a thing that somebody made and others may see: a list of features, a vector. */
export interface Published {
  owner: string | null;
  visibility: string;
  hidden: boolean;
  day: Date;
}

interface Props extends Published {
  /** What it holds, before all else. */
  facts: readonly ReactNode[];
  /** Where it comes from, after all else. */
  after?: ReactNode;
}

/** "12 features · anna · private · 28 November 2026"; that something is public is only said of a thing on its own page. */
export function PublishedLine({ facts, owner, visibility, hidden, day, after }: Props) {
  const parts: ReactNode[] = [
    ...facts,
    owner !== null && (
      <Link href={userUrl(owner)} className="link" prefetch={false}>
        {owner}
      </Link>
    ),
    visibility,
    hidden && <b className="font-semibold text-bad">hidden</b>,
    formatDay(day),
    after,
  ];
  return parts
    .filter((part) => part !== null && part !== undefined && part !== false && part !== "")
    .map((part, i) => (
      <Fragment key={i}>
        {i > 0 && " · "}
        {part}
      </Fragment>
    ));
}
