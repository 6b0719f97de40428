"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { Place } from "./places";

interface Props {
  places: readonly Place[];
  className: string;
  /** What each place is for, under its name. */
  described?: boolean;
}

/** Links to the main pages; the one that is shown says so. */
export function MainLinks({ places, className, described = false }: Props) {
  const pathname = usePathname();
  return (
    <ul className={className}>
      {places.map(({ name, href, says }) => (
        <li key={name}>
          <Link
            href={href}
            prefetch={false}
            className="nav-link"
            aria-current={pathname !== "/" && href.split(/[?#]/)[0] === pathname ? "page" : undefined}
          >
            {name}
            {described && <span className="block text-xs font-normal text-soft">{says}</span>}
          </Link>
        </li>
      ))}
    </ul>
  );
}
