"use client";

import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { TextArea } from "@/app/components/forms/text-area";
import { TextField } from "@/app/components/forms/text-field";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { EVIDENCE_LIMIT, LABEL_NOTE_LIMIT, LABEL_TEXT_LIMIT } from "@/domain/labels";
import type { FeatureAddress } from "@/domain/urls";

interface Props {
  address: FeatureAddress;
  examples: readonly number[];
  onProposed: () => Promise<void>;
}

/** The form for a label of one's own; note and evidence open on demand. */
export function ProposeForm({ address, examples, onProposed }: Props) {
  const [text, setText] = useState("");
  const [note, setNote] = useState("");
  const [evidence, setEvidence] = useState<readonly number[]>([]);
  const { run, busy, problem } = useCall(async () => {
    await server.label.propose.mutate({
      ...address,
      index: String(address.index),
      text,
      note,
      evidence: [...evidence],
    });
    setText("");
    setNote("");
    setEvidence([]);
    await onProposed();
  });
  const toggle = (passage: number) =>
    setEvidence(
      evidence.includes(passage)
        ? evidence.filter((other) => other !== passage)
        : [...evidence, passage].slice(-EVIDENCE_LIMIT),
    );
  return (
    <form
      className="mt-4 space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <div className="flex flex-wrap items-end gap-2">
        <TextField
          label="What does it stand for?"
          required
          maxLength={LABEL_TEXT_LIMIT}
          autoComplete="off"
          data-shortcut="l"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="min-w-0 flex-1 basis-72"
        />
        <button type="submit" className="control control-primary" disabled={busy}>
          Propose
        </button>
      </div>
      <details>
        <summary className="w-fit text-soft hover:text-ink">Note and evidence</summary>
        <div className="mt-2 space-y-3">
          <TextArea label="Note" maxLength={LABEL_NOTE_LIMIT} value={note} onChange={setNote} />
          {examples.length > 0 && (
            <fieldset>
              <legend className="mb-1 font-medium">Strongest examples that show it</legend>
              <div className="flex flex-wrap gap-1.5">
                {examples.map((passage, rank) => (
                  <button
                    key={passage}
                    type="button"
                    className="control min-w-8 px-2"
                    aria-pressed={evidence.includes(passage)}
                    aria-label={`Example ${rank + 1}`}
                    onClick={() => toggle(passage)}
                  >
                    {rank + 1}
                  </button>
                ))}
              </div>
            </fieldset>
          )}
        </div>
      </details>
      <ProblemNote problem={problem} />
    </form>
  );
}
