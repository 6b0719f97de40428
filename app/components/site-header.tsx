import { cookies } from "next/headers";
import Link from "next/link";
import { steerUrl, traceUrl, type SaeAddress } from "@/domain/urls";
import { AccountLink } from "./account-link";
import { HelpButton } from "./help";
import { SearchBox } from "./search-box";
import { readTheme, THEME_COOKIE } from "./theme";
import { ThemeToggle } from "./theme-toggle";

/** @param within the SAE that a bare number in the search box refers to */
export async function SiteHeader({ within, search }: { within?: SaeAddress; search: boolean }) {
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-panel">
      <div className="flex flex-wrap items-center gap-x-3.5 gap-y-2 px-4 py-2.5 sm:px-5.5">
        <Link href="/" className="text-[15px] font-semibold tracking-tight" prefetch={false}>
          Featurescope
        </Link>
        {search && (
          <SearchBox
            within={within}
            className="order-last w-full sm:order-none sm:w-auto sm:max-w-[520px] sm:flex-1"
          />
        )}
        <div className="ml-auto flex gap-2">
          <Link href={steerUrl()} className="control" prefetch={false}>
            Steer
          </Link>
          <Link href={traceUrl()} className="control hidden sm:inline-flex" prefetch={false}>
            Trace
          </Link>
          <AccountLink />
          <ThemeToggle initial={theme} />
          <HelpButton />
        </div>
      </div>
    </header>
  );
}
