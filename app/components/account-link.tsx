import Link from "next/link";
import { signInUrl, userUrl } from "@/domain/urls";

/** Who you are here; the way to sign in for whoever is nobody yet. */
export function AccountLink({ user }: { user: { name: string } | null }) {
  return user ? (
    <Link
      href={userUrl(user.name)}
      prefetch={false}
      className="control max-w-32"
      aria-label={`Your account: ${user.name}`}
    >
      <span className="truncate">{user.name}</span>
    </Link>
  ) : (
    <Link href={signInUrl()} prefetch={false} className="control">
      Sign in
    </Link>
  );
}
