import { cookies } from "next/headers";
import Link from "next/link";
import { hasRole } from "@/domain/accounts";
import type { SaeAddress } from "@/domain/urls";
import { pageViewer } from "@/server/caller";
import { AccountLink } from "./account-link";
import { HelpButton } from "./help";
import { MainLinks } from "./navigation/main-links";
import { PaletteButton } from "./navigation/palette-button";
import { mainPlaces, otherPlaces } from "./navigation/places";
import { SiteMenu } from "./navigation/site-menu";
import { SearchBox } from "./search-box";
import { readTheme, THEME_COOKIE } from "@/domain/theme";
import { ThemeToggle } from "./theme-toggle";

/** @param within the SAE that a bare number in the search box refers to */
export async function SiteHeader({ within, search }: { within?: SaeAddress; search: boolean }) {
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value);
  // a page that says that the database is away has a header too
  const user = await pageViewer().then(
    (viewer) => viewer.user,
    () => null,
  );
  const main = mainPlaces(within);
  const others = otherPlaces({
    signedIn: user !== null,
    admin: user !== null && hasRole(user.role, "reviewer"),
  });
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-panel">
      <div className="flex min-h-[calc(var(--header-height)-1px)] items-center gap-x-3 px-4 sm:px-5.5">
        <Link href="/" className="text-[15px] font-semibold tracking-tight" prefetch={false}>
          Featurescope
        </Link>
        <nav aria-label="Main" className="hidden lg:block">
          <MainLinks places={main} className="flex" />
        </nav>
        {search && <SearchBox within={within} className="hidden min-w-40 flex-1 sm:block lg:max-w-80" />}
        <div className="ml-auto flex items-center gap-2">
          <PaletteButton places={[...main, ...others]} within={within} />
          <AccountLink user={user} />
          <span className="hidden gap-2 sm:flex">
            <ThemeToggle initial={theme} />
            <HelpButton />
          </span>
          <SiteMenu>
            <MainLinks places={main} described className="grid grid-cols-2 gap-x-3" />
            <MainLinks places={others} className="mt-2 flex flex-wrap gap-x-1 border-t border-line pt-2" />
            <div className="mt-3 flex gap-2 border-t border-line pt-3 sm:hidden">
              <ThemeToggle initial={theme} />
            </div>
          </SiteMenu>
        </div>
      </div>
    </header>
  );
}
