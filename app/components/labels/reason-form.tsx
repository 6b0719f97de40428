"use client";

import { useState } from "react";
import { COMMENT_LIMIT } from "@/domain/labels";

/** Asks what is wrong with a label. */
export function ReasonForm({ onSend }: { onSend: (reason: string) => Promise<void> }) {
  const [reason, setReason] = useState("");
  return (
    <form
      className="mt-2 space-y-2"
      onSubmit={(event) => {
        event.preventDefault();
        void onSend(reason);
      }}
    >
      <label className="block">
        <span className="mb-1 block font-medium">What is wrong with it?</span>
        <textarea
          rows={2}
          required
          autoFocus
          maxLength={COMMENT_LIMIT}
          className="field w-full"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <button type="submit" className="control">
        Dispute it
      </button>
    </form>
  );
}
