"use client";

import Link from "next/link";
import { hasRole } from "@/domain/accounts";
import { featureUrl, signInUrl, type FeatureAddress } from "@/domain/urls";
import type { ViewerAccount } from "@/server/access/viewer";
import { CommentForm } from "./comment-form";
import { CommentList } from "./comment-list";
import { LabelItem } from "./label-item";
import { ProposeForm } from "./propose-form";
import { useOpinions, type Opinions } from "./use-labels";

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
  return (
    <section
      id="labels"
      className="mt-7 scroll-mt-16 border-t border-line pt-5"
      aria-labelledby="labels-title"
    >
      <h2 id="labels-title" className="text-lg font-semibold tracking-tight">
        Labels
      </h2>
      <p className="text-soft">
        A label is somebody’s opinion of what the feature stands for; several can be right.
      </p>
      {labels.length > 0 && (
        <ul className="mt-3 divide-y divide-line border-y border-line">
          {labels.map((label) => (
            <LabelItem
              key={label.id}
              label={label}
              comments={comments.filter(({ labelId }) => labelId === label.id)}
              address={address}
              viewer={viewer}
              onChange={refresh}
            />
          ))}
        </ul>
      )}
      {mayWrite ? (
        <ProposeForm address={address} examples={examples} onProposed={refresh} />
      ) : (
        <p className="mt-3">
          {labels.length === 0 && <span className="text-soft">Nobody has labelled this feature yet. </span>}
          {viewer ? (
            <span className="text-soft">Your account reads; an administrator can let it write labels.</span>
          ) : (
            <>
              <Link href={signInUrl(featureUrl(address))} className="link" prefetch={false}>
                Sign in
              </Link>{" "}
              <span className="text-soft">to propose a label or to vote.</span>
            </>
          )}
        </p>
      )}
      {(mayWrite || remarks.length > 0) && (
        <section className="mt-6" aria-labelledby="remarks-title">
          <h3 id="remarks-title" className="mb-2 font-semibold">
            Remarks on this feature
          </h3>
          <CommentList comments={remarks} viewer={viewer} onChange={refresh} />
          {mayWrite && <CommentForm address={address} labelId={null} onSent={refresh} />}
        </section>
      )}
    </section>
  );
}
