"use client";

import Link from "next/link";
import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { hasRole } from "@/domain/accounts";
import { type FeatureAddress, quizUrl } from "@/domain/urls";
import type { ViewerAccount } from "@/server/platform/access/viewer";
import type { CommentDetails } from "@/server/procedures/comment/queries";
import type { LabelDetails } from "@/server/procedures/label/queries";
import { CommentForm } from "./comment-form";
import { CommentList } from "./comment-list";
import { EditForm } from "./edit-form";
import { LabelFacts } from "./label-facts";
import { LabelHistory } from "./label-history";
import { ReasonForm } from "./reason-form";
import { useLabelActions } from "./use-label-actions";
import { VoteButtons } from "./vote-buttons";

interface Props {
  label: LabelDetails;
  comments: readonly CommentDetails[];
  address: FeatureAddress;
  viewer: ViewerAccount | null;
  onChange: () => Promise<void>;
}

type Opened = "history" | "discussion" | "edit" | "dispute" | null;

/** One label with its votes, and whatever the viewer may do with it. */
export function LabelItem({ label, comments, address, viewer, onChange }: Props) {
  const [opened, setOpened] = useState<Opened>(null);
  const actions = useLabelActions(label, onChange);
  const open = (what: Opened) => setOpened(opened === what ? null : what);
  const role = viewer?.role ?? "reader";
  const mayWrite = hasRole(role, "annotator");
  const mayReview = hasRole(role, "reviewer");
  const alive = label.state !== "withdrawn" && label.state !== "hidden";
  const toggle = (what: Exclude<Opened, null>, name: string) => (
    <button type="button" className="link" aria-expanded={opened === what} onClick={() => open(what)}>
      {name}
    </button>
  );
  return (
    <li className={`py-3 ${alive ? "" : "opacity-75"}`} data-label={label.id}>
      <div className="flex items-start gap-3">
        <VoteButtons
          label={label}
          disabled={!mayWrite || label.own || !alive || actions.busy}
          onVote={(value) => void actions.vote(value)}
        />
        <div className="min-w-0 flex-1">
          <p className="text-[15px] font-medium [overflow-wrap:anywhere]">
            <bdi>{label.text}</bdi>
          </p>
          <LabelFacts label={label} />
          {label.note !== null && (
            <p className="mt-1 whitespace-pre-wrap text-soft [overflow-wrap:anywhere]">
              <bdi>{label.note}</bdi>
            </p>
          )}
          <div className="mt-1.5 flex flex-wrap gap-x-3.5 gap-y-1 text-[13px]">
            {mayWrite && alive && !label.own && (
              <Link href={quizUrl(label.id)} className="link" prefetch={false}>
                Blind quiz
              </Link>
            )}
            {toggle("discussion", comments.length > 0 ? `Discussion (${comments.length})` : "Discuss")}
            {toggle("history", "History")}
            {mayWrite && alive && !label.own && toggle("dispute", "Dispute")}
            {alive && label.method === "hand" && (label.own || mayReview) && toggle("edit", "Edit")}
            {label.own && label.state !== "hidden" && (
              <button type="button" className="link" onClick={() => void actions.withdraw(alive)}>
                {alive ? "Withdraw" : "Restore"}
              </button>
            )}
            {mayReview && alive && (
              <button
                type="button"
                className="link"
                onClick={() => void actions.accept(label.state !== "accepted")}
              >
                {label.state === "accepted" ? "Take acceptance back" : "Accept"}
              </button>
            )}
            {mayReview && (
              <button
                type="button"
                className="link"
                onClick={() => void actions.hide(label.state !== "hidden")}
              >
                {label.state === "hidden" ? "Show again" : "Hide"}
              </button>
            )}
          </div>
          <ProblemNote problem={actions.problem} />
          {opened === "edit" && (
            <EditForm
              label={label}
              onRefresh={onChange}
              onDone={async () => {
                setOpened(null);
                await onChange();
              }}
            />
          )}
          {opened === "dispute" && (
            <ReasonForm
              onSend={async (reason) => {
                await actions.dispute(reason);
                setOpened("discussion");
              }}
            />
          )}
          {opened === "history" && <LabelHistory id={label.id} version={label.version} />}
          {opened === "discussion" && (
            <div className="mt-2 border-l border-line pl-3">
              <CommentList comments={comments} viewer={viewer} onChange={onChange} />
              {mayWrite && <CommentForm address={address} labelId={label.id} onSent={onChange} />}
            </div>
          )}
        </div>
      </div>
    </li>
  );
}
