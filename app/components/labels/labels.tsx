"use client";

import Link from "next/link";
import { hasRole } from "@/domain/accounts";
import { featureUrl, signInUrl, twinsUrl, type FeatureAddress } from "@/domain/urls";
import type { ViewerAccount } from "@/server/platform/access/viewer";
import type { LabelDetails } from "@/server/procedures/label/queries";
import { CommentForm } from "./comment-form";
import { CommentList } from "./comment-list";
import { LabelItem } from "./label-item";
import { ProposeForm } from "./propose-form";
import { useOpinions, type Opinions } from "./use-labels";

/** Labels in sight; the others open on demand. */
const SHOWN = 3;

interface Props {
  address: FeatureAddress;
  viewer: ViewerAccount | null;
  /** Passages of the strongest examples, in order, for evidence. */
  examples: readonly number[];
  initial: Opinions;
}

/** What a feature is said to stand for, by whom, and what others think of it. */
export function Labels({ address, viewer, examples, initial }: Props) {
  const { labels, comments, refresh } = useOpinions(address, initial);
  const mayWrite = viewer !== null && hasRole(viewer.role, "annotator");
  const remarks = comments.filter(({ labelId }) => labelId === null);
  const item = (label: LabelDetails) => (
    <LabelItem
      key={label.id}
      label={label}
      comments={comments.filter(({ labelId }) => labelId === label.id)}
      address={address}
      viewer={viewer}
      onChange={refresh}
    />
  );
  return (
    <section aria-labelledby="labels-title">
      <h2 id="labels-title" className="card-title">
        Labels <span className="font-normal">· opinions of what it stands for; several can be right</span>
      </h2>
      {labels.length > 0 && (
        <ul className="-mt-2 divide-y divide-line">{labels.slice(0, SHOWN).map(item)}</ul>
      )}
      {labels.length > SHOWN && (
        <details>
          <summary className="w-fit text-soft hover:text-ink">
            {labels.length - SHOWN} more {labels.length - SHOWN === 1 ? "label" : "labels"}
          </summary>
          <ul className="divide-y divide-line">{labels.slice(SHOWN).map(item)}</ul>
        </details>
      )}
      {labels.length > 0 && (
        <p className="mt-1 text-[13px]">
          <Link href={twinsUrl(address)} className="link" prefetch={false}>
            Twin quiz
          </Link>{" "}
          <span className="text-soft">can you tell its neighbours apart by their labels?</span>
        </p>
      )}
      {mayWrite ? (
        <ProposeForm address={address} examples={examples} onProposed={refresh} />
      ) : (
        <p className="mt-2">
          {labels.length === 0 && <span className="text-soft">Nobody has labelled this feature yet. </span>}
          {viewer ? (
            <span className="text-soft">
              Your account can read, but not write labels; an administrator can allow it to.
            </span>
          ) : (
            <>
              <Link
                href={signInUrl(`${featureUrl(address)}#labels`)}
                className="link"
                prefetch={false}
                data-shortcut="l"
              >
                Sign in
              </Link>{" "}
              <span className="text-soft">to propose a label or to vote.</span>
            </>
          )}
        </p>
      )}
      {(mayWrite || remarks.length > 0) && (
        <details className="mt-3" open={remarks.length > 0}>
          <summary className="w-fit text-soft hover:text-ink">
            {remarks.length === 0 ? "Remark on this feature" : "Remarks on this feature"}
          </summary>
          <div className="mt-2">
            {remarks.length > 0 && <CommentList comments={remarks} viewer={viewer} onChange={refresh} />}
            {mayWrite && <CommentForm address={address} labelId={null} onSent={refresh} />}
          </div>
        </details>
      )}
    </section>
  );
}
