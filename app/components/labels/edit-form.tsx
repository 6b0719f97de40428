"use client";

import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { TextArea } from "@/app/components/forms/text-area";
import { TextField } from "@/app/components/forms/text-field";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { LABEL_NOTE_LIMIT, LABEL_TEXT_LIMIT } from "@/domain/labels";
import type { LabelDetails } from "@/server/procedures/label/queries";

interface Props {
  label: LabelDetails;
  onRefresh: () => Promise<void>;
  onDone: () => Promise<void>;
}

/** Another text for a label. Where somebody else was faster, theirs is shown above what was written here. */
export function EditForm({ label, onRefresh, onDone }: Props) {
  const [text, setText] = useState(label.text);
  const [note, setNote] = useState(label.note ?? "");
  const { run, busy, problem } = useCall(async () => {
    const { id, version, evidence } = label;
    try {
      await server.label.edit.mutate({ id, version, text, note, evidence });
    } catch (error) {
      await onRefresh();
      throw error;
    }
    await onDone();
  });
  return (
    <form
      className="mt-2 space-y-2"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <TextField
        label="New text"
        required
        autoFocus
        maxLength={LABEL_TEXT_LIMIT}
        value={text}
        onChange={(event) => setText(event.target.value)}
        hint="Votes and acceptance stay with the old text, which the history keeps."
      />
      <TextArea label="Note" maxLength={LABEL_NOTE_LIMIT} value={note} onChange={setNote} />
      <ProblemNote problem={problem} />
      <button type="submit" className="control" disabled={busy}>
        Save
      </button>
    </form>
  );
}
