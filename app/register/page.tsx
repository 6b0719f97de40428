import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { ProblemView } from "@/app/components/problem-view";
import { oneValue, type SearchParams } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { localPath, signInUrl } from "@/domain/urls";
import { api, pageViewer } from "@/server/caller";
import { ProviderButtons } from "../sign-in/provider-buttons";
import { RegisterForm } from "./register-form";

export const metadata: Metadata = { title: "Make an account", robots: { index: false } };

export default async function RegisterPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const next = localPath(oneValue((await searchParams).next) ?? "/");
  const [{ user }, entrance] = await Promise.all([pageViewer(), api.account.entrance()]);
  if (user) redirect(next);
  const signIn = (
    <Link href={signInUrl(next)} className="link" prefetch={false}>
      Sign in
    </Link>
  );
  return (
    <Shell>
      {entrance.registration ? (
        <div className="mx-auto max-w-[380px] pt-6 sm:pt-14">
          <h1>Make an account</h1>
          <p className="mt-2 text-soft">
            {entrance.first
              ? "This is the first account here. Whoever makes it looks after the site."
              : "For labels, votes, comments, lists and API keys. Reading needs none."}
          </p>
          <RegisterForm next={next} first={entrance.first} />
          {!entrance.first && <ProviderButtons providers={entrance.providers} next={next} />}
          {!entrance.first && <p className="mt-6 text-soft">You have one? {signIn}.</p>}
        </div>
      ) : (
        <ProblemView
          kind="Closed"
          message="New accounts cannot be made here."
          hint="Ask an administrator to make one for you."
        >
          <p className="text-soft">You have one? {signIn}.</p>
        </ProblemView>
      )}
    </Shell>
  );
}
