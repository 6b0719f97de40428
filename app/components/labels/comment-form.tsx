"use client";

import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { COMMENT_LIMIT } from "@/domain/labels";
import type { FeatureAddress } from "@/domain/urls";

interface Props {
  address: FeatureAddress;
  /** Null for a remark on the feature itself. */
  labelId: number | null;
  onSent: () => Promise<void>;
}

export function CommentForm({ address, labelId, onSent }: Props) {
  const [text, setText] = useState("");
  const { run, busy, problem } = useCall(async () => {
    await server.comment.add.mutate({ ...address, index: String(address.index), labelId, text });
    setText("");
    await onSent();
  });
  return (
    <form
      className="mt-2 space-y-2"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <textarea
        rows={2}
        required
        maxLength={COMMENT_LIMIT}
        aria-label={labelId === null ? "A remark on this feature" : "A remark on this label"}
        className="field w-full"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <ProblemNote problem={problem} />
      <button type="submit" className="control" disabled={busy}>
        Add remark
      </button>
    </form>
  );
}
