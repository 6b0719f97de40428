import Link from "next/link";
import { signInUrl, userUrl } from "@/domain/urls";
import { pageViewer } from "@/server/caller";

/** Who you are here; the way to sign in for whoever is nobody yet. */
export async function AccountLink() {
  // a page that says that the database is away has a header too
  const viewer = await pageViewer().catch(() => null);
  return viewer?.user ? (
    <Link
      href={userUrl(viewer.user.name)}
      prefetch={false}
      className="control max-w-32"
      aria-label={`Your account: ${viewer.user.name}`}
    >
      <span className="truncate">{viewer.user.name}</span>
    </Link>
  ) : (
    <Link href={signInUrl()} prefetch={false} className="control">
      Sign in
    </Link>
  );
}
