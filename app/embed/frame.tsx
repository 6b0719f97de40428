import Link from "next/link";
import type { ReactNode } from "react";
import { oneValue, type SearchParams } from "@/app/components/search-params";
import { TellHeight } from "./tell-height";

interface Props {
  /** What is shown, as a link to its page. */
  title: ReactNode;
  href: string;
  /** Of the embedding page's choice; the reader's own where it makes none. */
  theme: "light" | "dark" | null;
  children: ReactNode;
}

/** What other sites show in a frame: a title that leads to the page, the thing itself, and nothing else. */
export function EmbedFrame({ title, href, theme, children }: Props) {
  return (
    <div data-theme={theme ?? undefined} className="bg-paper text-ink">
      <main id="content" tabIndex={-1} className="px-4 py-3.5 outline-none">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <h1 className="text-[17px]">
            <Link href={href} target="_blank" prefetch={false} className="hover:text-accent">
              {title}
            </Link>
          </h1>
          <Link href="/" target="_blank" prefetch={false} className="text-xs text-soft hover:text-ink">
            Featurescope
          </Link>
        </div>
        {children}
      </main>
      <TellHeight />
    </div>
  );
}

export async function themeOf(searchParams: Promise<SearchParams>): Promise<Props["theme"]> {
  const theme = oneValue((await searchParams).theme);
  return theme === "light" || theme === "dark" ? theme : null;
}
