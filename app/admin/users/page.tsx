import type { Metadata } from "next";
import Form from "next/form";
import Link from "next/link";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { formatCounted, formatDay } from "@/domain/format";
import { adminUrl, userUrl } from "@/domain/urls";
import { api, pageViewer } from "@/server/caller";
import { AdminShell } from "../admin-shell";
import { AccountControls } from "./account-controls";

export const metadata: Metadata = { title: "Accounts", robots: { index: false } };

/** Accounts with their roles; whoever misuses theirs is locked out here. */
export default async function UsersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { q = "", after = "" } = singleValues(await searchParams);
  const [{ user }, { accounts, next }] = await Promise.all([
    pageViewer(),
    api.account.list({ query: q.slice(0, 60), after: after.slice(0, 60) }),
  ]);
  return (
    <AdminShell
      section="users"
      note="A locked account is signed out everywhere and its keys stop working. What it has written stays; hide it where it stands."
    >
      <Form action={adminUrl("users")} className="mt-4 flex max-w-[420px] gap-2" prefetch={false}>
        <input
          key={q}
          name="q"
          defaultValue={q}
          maxLength={60}
          autoComplete="off"
          aria-label="Part of a user name"
          placeholder="Part of a name"
          className="field min-w-0 flex-1"
        />
        <button type="submit" className="control">
          Find
        </button>
      </Form>
      {accounts.length === 0 ? (
        <p className="mt-4 border-y border-line py-4 text-soft">Nobody is called like that.</p>
      ) : (
        <ul className="mt-4 divide-y divide-line border-y border-line">
          {accounts.map(({ name, role, createdAt, bannedAt, banReason, labels, remarks, lastSeenAt }) => (
            <li
              key={name}
              className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 py-2.5"
              data-account={name}
            >
              <div className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">
                <p>
                  <Link href={userUrl(name)} prefetch={false} className="font-medium hover:text-accent">
                    {name}
                  </Link>
                  {bannedAt && <b className="font-semibold text-bad"> locked {formatDay(bannedAt)}</b>}
                  {banReason && (
                    <span className="text-soft">
                      {" "}
                      <bdi>{banReason}</bdi>
                    </span>
                  )}
                </p>
                <p className="text-xs text-soft">
                  since {formatDay(createdAt)} · {formatCounted(labels, "label")} ·{" "}
                  {formatCounted(remarks, "remark")}
                  {lastSeenAt && ` · signed in ${formatDay(lastSeenAt)}`}
                </p>
              </div>
              {user?.name === name ? (
                <span className="text-soft">{role} (you)</span>
              ) : (
                <AccountControls name={name} role={role} banned={bannedAt !== null} />
              )}
            </li>
          ))}
        </ul>
      )}
      {next && (
        <Link
          href={adminUrl("users", { q: q || undefined, after: next })}
          className="control mt-3"
          prefetch={false}
          data-shortcut="j"
        >
          More
        </Link>
      )}
    </AdminShell>
  );
}
