import type { Metadata } from "next";
import Form from "next/form";
import Link from "next/link";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { formatMoment } from "@/domain/format";
import { adminUrl, userUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import { AdminShell } from "../admin-shell";

export const metadata: Metadata = { title: "Audit log", robots: { index: false } };

const FIELDS = [
  ["actor", "Who", "a user name"],
  ["action", "What", "label.hide, or label"],
  ["subject", "To what", "label 12"],
] as const;

/** Who did what to what, the latest first; nothing is ever taken out of it. */
export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = singleValues(await searchParams);
  const filter = {
    actor: params.actor?.slice(0, 200),
    action: params.action?.slice(0, 200),
    subject: params.subject?.slice(0, 200),
  };
  const before = /^\d{1,18}$/.test(params.before ?? "") ? params.before : undefined;
  const { entries, next } = await api.audit.list({ ...filter, before });
  return (
    <AdminShell
      section="audit"
      note="Every change that people have made. Nothing is ever taken out of this log."
    >
      <Form
        action={adminUrl("audit")}
        prefetch={false}
        className="mt-4 flex flex-wrap items-end gap-2"
        key={JSON.stringify(filter)}
      >
        {FIELDS.map(([name, label, placeholder]) => (
          <label key={name} className="min-w-0 flex-1 basis-40">
            <span className="mb-0.5 block text-xs text-soft">{label}</span>
            <input
              name={name}
              defaultValue={filter[name]}
              placeholder={placeholder}
              maxLength={200}
              autoComplete="off"
              className="field w-full"
            />
          </label>
        ))}
        <button type="submit" className="control">
          Show
        </button>
      </Form>
      {entries.length === 0 ? (
        <p className="mt-4 border-y border-line py-4 text-soft">Nothing like that has been done.</p>
      ) : (
        <ul className="mt-4 divide-y divide-line border-y border-line">
          {entries.map(({ id, at, actor, action, subject, detail }) => (
            <li key={id} className="grid gap-x-4 py-2 sm:grid-cols-[150px_130px_1fr]">
              <span className="text-soft">{formatMoment(at)}</span>
              <span className="[overflow-wrap:anywhere]">
                {actor === null ? (
                  <span className="text-soft">nobody</span>
                ) : (
                  <Link href={userUrl(actor)} prefetch={false} className="link">
                    {actor}
                  </Link>
                )}
              </span>
              <span className="min-w-0 [overflow-wrap:anywhere]">
                <b className="font-medium">{action}</b>{" "}
                <Link href={adminUrl("audit", { subject })} prefetch={false} className="link">
                  {subject}
                </Link>{" "}
                {Object.keys(detail).length > 0 && (
                  <bdi className="font-mono text-[12.5px] text-soft">{JSON.stringify(detail)}</bdi>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {next !== null && (
        <Link
          href={adminUrl("audit", { ...filter, before: next })}
          className="control mt-3"
          prefetch={false}
          data-shortcut="j"
        >
          Older
        </Link>
      )}
    </AdminShell>
  );
}
