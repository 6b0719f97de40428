"use client";

import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { labelUrl } from "@/domain/urls";
import { tokenStrings } from "@/domain/tokens";
import type { QuizSheet } from "@/server/procedures/label/get-quiz";

/** Ten windows to pick from; after answering, which were right and what that makes of the label. */
export function QuizForm({ sheet }: { sheet: QuizSheet }) {
  const [picked, setPicked] = useState(sheet.result?.picked ?? sheet.windows.map(() => false));
  const [result, setResult] = useState(sheet.result);
  const { run, busy, problem } = useCall(async () => {
    const { labelId, version } = sheet;
    setResult(await server.label.answerQuiz.mutate({ id: labelId, version, picked }));
  });
  const toggle = (window: number) => setPicked(picked.map((value, i) => (i === window ? !value : value)));
  return (
    <form
      className="mt-4 space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <ol className="divide-y divide-line border-y border-line">
        {sheet.windows.map((pieces, i) => (
          <li key={i}>
            <label className="flex items-start gap-3 py-2.5">
              <input
                type="checkbox"
                className="mt-1 size-4 shrink-0"
                checked={picked[i] ?? false}
                autoFocus={i === 0}
                disabled={result !== null}
                data-shortcut={String((i + 1) % 10)}
                onChange={() => toggle(i)}
              />
              <kbd className="key mt-0.5" aria-hidden="true">
                {(i + 1) % 10}
              </kbd>
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                <bdi>… {tokenStrings(pieces).join("").trim()} …</bdi>
                {result && <Verdict picked={result.picked[i] ?? false} active={result.active[i] ?? false} />}
              </span>
            </label>
          </li>
        ))}
      </ol>
      <ProblemNote problem={problem} />
      {result ? (
        <div role="status" className="card">
          <p className="text-[17px] font-semibold">Balanced accuracy {result.accuracy.toFixed(2)}</p>
          <p className="mt-1 text-soft">
            Of the texts with the feature and of those without it, this is the share that you told right,
            averaged over both. 0.50 is guessing. {result.people}{" "}
            {result.people === 1 ? "person has" : "people have"} taken this quiz, {result.mean.toFixed(2)} on
            average
            {result.agreement === null
              ? "."
              : `; they agree with a Krippendorff’s alpha of ${result.agreement.toFixed(2)} (1 is always, 0 what chance would give).`}
          </p>
          <a href={labelUrl()} className="control mt-3" data-shortcut="j">
            Go on to the next feature
          </a>
        </div>
      ) : (
        <button type="submit" className="control control-primary" disabled={busy}>
          These are active: {picked.filter(Boolean).length}
        </button>
      )}
    </form>
  );
}

function Verdict({ picked, active }: { picked: boolean; active: boolean }) {
  return (
    <span className={`mt-0.5 block text-xs font-medium ${picked === active ? "text-good" : "text-bad"}`}>
      {active ? "active" : "silent"}, and you said {picked ? "active" : "silent"}
    </span>
  );
}
