import type { ReactNode } from "react";
import type { SaeAddress } from "@/domain/urls";
import { SiteHeader } from "./site-header";

interface Props {
  within?: SaeAddress;
  /** False on pages that have a search box of their own. */
  search?: boolean;
  children: ReactNode;
}

/** Header and main landmark of every page. */
export function Shell({ within, search = true, children }: Props) {
  return (
    <>
      <SiteHeader within={within} search={search} />
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto max-w-[1180px] px-4 pt-4.5 pb-16 outline-none sm:px-5.5"
      >
        {children}
      </main>
    </>
  );
}
