import type { Metadata } from "next";
import Link from "next/link";
import { notFoundIfMissing } from "@/app/components/not-found-if-missing";
import { PublishedIndex } from "@/app/components/published/published-index";
import { publishedList } from "@/app/lists/published-list";
import { Shell } from "@/app/components/shell";
import { SignOutButton } from "@/app/components/sign-out-button";
import { hasRole, ROLE_MEANING } from "@/domain/accounts";
import { ADMIN_SECTIONS } from "@/domain/administration";
import { formatDay } from "@/domain/format";
import { adminUrl, decodeSegment, SETTINGS_URL } from "@/domain/urls";
import { api, pageViewer } from "@/server/caller";
import { Bookmarks } from "./bookmarks";

interface Props {
  params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeSegment((await params).name) };
}

/** An account as everybody sees it. */
export default async function UserPage({ params }: Props) {
  const { name } = await params;
  const [{ user }, profile] = await Promise.all([pageViewer(), loadProfile(decodeSegment(name))]);
  const lists = await api.list.of({ name: profile.name });
  const own = user?.name === profile.name;
  return (
    <Shell>
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="min-w-0">
          <h1>{profile.name}</h1>
          <p className="mt-1 text-soft">
            <span data-tip={`${profile.role}: ${ROLE_MEANING[profile.role]}`}>{profile.role}</span> · here
            since {formatDay(profile.createdAt)}
            {profile.banned && <span className="text-bad"> · locked</span>}
          </p>
        </div>
        {own && (
          <div className="flex gap-2">
            {hasRole(user.role, ADMIN_SECTIONS[""].role) && (
              <Link href={adminUrl("")} className="control" prefetch={false}>
                {ADMIN_SECTIONS[""].name}
              </Link>
            )}
            <Link href={SETTINGS_URL} className="control" prefetch={false}>
              Settings
            </Link>
            <SignOutButton />
          </div>
        )}
      </div>
      {profile.about !== "" && (
        <p className="mt-4 max-w-[70ch] whitespace-pre-wrap [overflow-wrap:anywhere]">
          <bdi>{profile.about}</bdi>
        </p>
      )}
      <section className="mt-8" aria-labelledby="lists-title">
        <h2 id="lists-title" className="text-lg font-semibold tracking-tight">
          Lists
        </h2>
        <PublishedIndex items={lists.map(publishedList)} empty="None that you may see." />
      </section>
      {own && <Bookmarks />}
    </Shell>
  );
}

const loadProfile = (name: string) => api.account.profile({ name }).catch(notFoundIfMissing);
