import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { oneValue, type SearchParams } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { localPath, registerUrl } from "@/domain/urls";
import { api, pageViewer } from "@/server/caller";
import { ProviderButtons } from "./provider-buttons";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: "Sign in", robots: { index: false } };

export default async function SignInPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const next = localPath(oneValue(params.next) ?? "/");
  const [{ user }, entrance] = await Promise.all([pageViewer(), api.account.entrance()]);
  if (user) redirect(next);
  if (entrance.first) redirect(registerUrl(next));
  return (
    <Shell>
      <div className="mx-auto max-w-[380px] pt-6 sm:pt-14">
        <h1>Sign in</h1>
        {entrance.instance === "closed" && (
          <p className="mt-2 text-soft">This site is for members. Sign in to see it.</p>
        )}
        {params.error !== undefined && (
          <p role="alert" className="mt-3 rounded-control border border-bad px-3 py-2 text-bad">
            Signing in elsewhere did not work ({String(oneValue(params.error)).slice(0, 60)}).
          </p>
        )}
        <SignInForm next={next} />
        <ProviderButtons providers={entrance.providers} next={next} />
        {entrance.registration && (
          <p className="mt-6 text-soft">
            No account yet?{" "}
            <Link href={registerUrl(next)} className="link" prefetch={false}>
              Make one
            </Link>
            . Reading needs none.
          </p>
        )}
      </div>
    </Shell>
  );
}
