"use client";

import Link from "next/link";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { hasRole } from "@/domain/accounts";
import { formatMoment } from "@/domain/format";
import { userUrl } from "@/domain/urls";
import type { ViewerAccount } from "@/server/platform/access/viewer";
import type { CommentDetails } from "@/server/procedures/comment/queries";

interface Props {
  comments: readonly CommentDetails[];
  viewer: ViewerAccount | null;
  onChange: () => Promise<void>;
}

/** What people have said, oldest first. */
export function CommentList({ comments, viewer, onChange }: Props) {
  const { run, busy, problem } = useCall(async (action: () => Promise<unknown>) => {
    await action();
    await onChange();
  });
  const mayHide = viewer !== null && hasRole(viewer.role, "reviewer");
  if (comments.length === 0) return <p className="text-soft">No remarks yet.</p>;
  return (
    <>
      <ul className="space-y-2.5">
        {comments.map(({ id, author, own, text, disputes, hidden, createdAt }) => (
          <li key={id}>
            <p className="text-xs text-soft">
              {author === null ? (
                "a former member"
              ) : (
                <Link href={userUrl(author)} className="link" prefetch={false}>
                  {author}
                </Link>
              )}{" "}
              · <time dateTime={createdAt.toISOString()}>{formatMoment(createdAt)}</time>
              {disputes && <b className="font-semibold text-bad"> · disputes it</b>}
              {hidden && <b className="font-semibold text-bad"> · hidden</b>}
              {own && (
                <>
                  {" · "}
                  <button
                    type="button"
                    className="link"
                    disabled={busy}
                    onClick={() => void run(() => server.comment.delete.mutate({ id }))}
                  >
                    Delete
                  </button>
                </>
              )}
              {mayHide && (
                <>
                  {" · "}
                  <button
                    type="button"
                    className="link"
                    disabled={busy}
                    onClick={() => void run(() => server.comment.hide.mutate({ id, hidden: !hidden }))}
                  >
                    {hidden ? "Show again" : "Hide"}
                  </button>
                </>
              )}
            </p>
            <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">
              <bdi>{text}</bdi>
            </p>
          </li>
        ))}
      </ul>
      <ProblemNote problem={problem} />
    </>
  );
}
