"use client";

import { useRouter } from "next/navigation";
import { useRef, useState, useTransition } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { LABEL_TEXT_LIMIT } from "@/domain/labels";
import { labelUrl, quizUrl, twinsUrl, type FeatureAddress, type SaeAddress } from "@/domain/urls";
import type { LabelDetails } from "@/server/procedures/label/queries";

interface Props {
  address: FeatureAddress;
  within: SaeAddress | null;
  labels: readonly LabelDetails[];
}

/** Labels that have a digit as their key. */
const KEYED = 9;

/** Says what the feature stands for, or backs what somebody has said, and goes on to the next one. */
export function FlowForm({ address, within, labels }: Props) {
  const router = useRouter();
  const [text, setText] = useState("");
  const [leaving, startLeaving] = useTransition();
  const input = useRef<HTMLInputElement>(null);
  const goOn = () =>
    startLeaving(() => router.push(labelUrl({ within: within ?? undefined, past: address })));
  const propose = useCall(async () => {
    await server.label.propose.mutate({ ...address, index: String(address.index), text });
    goOn();
  });
  const back = useCall(async ({ id, version }: LabelDetails) => {
    await server.label.vote.mutate({ id, version, value: 1 });
    goOn();
  });
  const busy = propose.busy || back.busy || leaving;
  return (
    <div className="mt-3" aria-busy={busy}>
      <form
        className="flex flex-wrap gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() === "") goOn();
          else void propose.run();
        }}
      >
        <input
          ref={input}
          autoFocus
          aria-label="What does this feature stand for?"
          placeholder="What does it stand for?"
          maxLength={LABEL_TEXT_LIMIT}
          autoComplete="off"
          data-shortcut="l"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && input.current?.blur()}
          className="field min-h-10 min-w-0 flex-1 basis-64 text-base"
        />
        <button type="submit" className="control control-primary" disabled={busy}>
          {text.trim() === "" ? "Skip" : "Propose, next"} <kbd aria-hidden="true">↵</kbd>
        </button>
      </form>
      <div className="mt-2 space-y-2">
        <ProblemNote problem={propose.problem ?? back.problem} />
        {labels.length > 0 && (
          <ol className="space-y-1.5" aria-label="Labels that it has">
            {labels.slice(0, KEYED).map((label, i) => (
              <li key={label.id} className="flex flex-wrap items-center gap-2">
                <button
                  type="button"
                  className="control min-w-0 justify-start whitespace-normal"
                  disabled={busy || label.own}
                  data-shortcut={String(i + 1)}
                  aria-keyshortcuts={String(i + 1)}
                  onClick={() => void back.run(label)}
                >
                  <kbd className="key" aria-hidden="true">
                    {i + 1}
                  </kbd>
                  <span className="text-left [overflow-wrap:anywhere]">
                    <bdi>{label.text}</bdi>
                  </span>
                </button>
                <span className="text-xs text-soft">
                  {label.state} · ▲ {label.votesUp} ▼ {label.votesDown}
                  {!label.own && (
                    <>
                      {" · "}
                      <a href={quizUrl(label.id)} className="link">
                        blind quiz
                      </a>
                    </>
                  )}
                </span>
              </li>
            ))}
          </ol>
        )}
        <p className="text-xs text-soft">
          <kbd className="key">↵</kbd> propose and go on, or skip when nothing is written ·{" "}
          <kbd className="key">Esc</kbd> leave the field, then{" "}
          {labels.length > 0 && (
            <>
              <kbd className="key">1</kbd>
              {labels.length > 1 && (
                <>
                  –<kbd className="key">{Math.min(KEYED, labels.length)}</kbd>
                </>
              )}{" "}
              back a label ·{" "}
            </>
          )}
          <button type="button" className="link" data-shortcut="s" aria-keyshortcuts="s" onClick={goOn}>
            <kbd className="key">s</kbd> skip
          </button>{" "}
          · <kbd className="key">l</kbd> back to the field ·{" "}
          <a href={twinsUrl(within ?? undefined)} className="link">
            twin quiz
          </a>
        </p>
      </div>
    </div>
  );
}
