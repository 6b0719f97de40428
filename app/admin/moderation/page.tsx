import type { Metadata } from "next";
import Link from "next/link";
import { formatMoment } from "@/domain/format";
import { featureUrl, listUrl, userUrl, vectorUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import { AdminShell } from "../admin-shell";
import { ShowAgain } from "./show-again";

export const metadata: Metadata = { title: "Moderation", robots: { index: false } };

/** What is out of sight, who hid it and why, and the way back. */
export default async function ModerationPage() {
  const things = await api.moderation.hidden();
  return (
    <AdminShell
      section="moderation"
      note="Labels and remarks are hidden where they stand, lists and vectors on their page. Everything hidden is here, and can be shown again."
    >
      {things.length === 0 ? (
        <p className="mt-5 border-y border-line py-4 text-soft">Nothing is hidden.</p>
      ) : (
        <ul className="mt-5 divide-y divide-line border-y border-line">
          {things.map((thing) => (
            <li
              key={`${thing.kind} ${thing.id}`}
              className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 py-2.5"
            >
              <div className="min-w-0 flex-1 basis-72 [overflow-wrap:anywhere]">
                <p>
                  <span className="text-soft">{thing.kind === "comment" ? "remark" : thing.kind}</span>{" "}
                  <bdi className="font-medium">{thing.text}</bdi>
                </p>
                <p className="text-xs text-soft">
                  {thing.author !== null && (
                    <>
                      by{" "}
                      <Link href={userUrl(thing.author)} prefetch={false} className="link">
                        {thing.author}
                      </Link>{" "}
                    </>
                  )}
                  {thing.feature ? (
                    <>
                      on{" "}
                      <Link href={featureUrl(thing.feature)} prefetch={false} className="link">
                        {thing.feature.sae} › {thing.feature.index}
                      </Link>
                    </>
                  ) : (
                    <Link
                      href={thing.kind === "vector" ? vectorUrl(thing.id) : listUrl(thing.id)}
                      prefetch={false}
                      className="link"
                    >
                      open
                    </Link>
                  )}
                  {thing.hiddenAt &&
                    ` · hidden by ${thing.hiddenBy ?? "a former account"}, ${formatMoment(thing.hiddenAt)}`}
                </p>
                {thing.reason !== null && (
                  <p className="mt-0.5">
                    <bdi>{thing.reason}</bdi>
                  </p>
                )}
              </div>
              <ShowAgain kind={thing.kind} id={thing.id} text={thing.text} />
            </li>
          ))}
        </ul>
      )}
    </AdminShell>
  );
}
