"use client";

import { useEffect, useRef, useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { methodName } from "@/domain/label-method-names";
import { tokenStrings } from "@/domain/tokens";
import { featureUrl, signInUrl, twinsUrl, type SaeAddress } from "@/domain/urls";
import type { TwinSolution } from "@/server/procedures/label/twin-solution";
import type { TwinQuestion } from "@/server/procedures/label/draw-twin";

interface Props {
  first: TwinQuestion;
  within: SaeAddress | null;
  /** Whether answers are recorded; who has no account that may label plays all the same. */
  records: boolean;
}

type Picked = 0 | 1;
const BOTH = [0, 1] as const;

/** One question after the other: 1 or 2 answers, Enter goes on. */
export function TwinGame({ first, within, records }: Props) {
  const [question, setQuestion] = useState<TwinQuestion | null>(first);
  const [picked, setPicked] = useState<Picked | null>(null);
  const [solution, setSolution] = useState<TwinSolution | null>(null);
  const [score, setScore] = useState({ right: 0, asked: 0 });
  const onward = useRef<HTMLButtonElement>(null);
  const answer = useCall(async (choice: Picked) => {
    if (!question) return;
    const [one, other] = question.labels;
    const reply = {
      labels: [
        { id: one.id, version: one.version },
        { id: other.id, version: other.version },
      ] as [{ id: number; version: number }, { id: number; version: number }],
      passage: question.passage,
      picked: choice,
    };
    const solved = await (records
      ? server.label.answerTwin.mutate(reply)
      : server.label.solveTwin.query(reply));
    setPicked(choice);
    setSolution(solved);
    setScore(({ right, asked }) => ({ right: right + Number(solved.isRight), asked: asked + 1 }));
  });
  useEffect(() => {
    if (solution) onward.current?.focus();
  }, [solution]);
  const next = useCall(async () => {
    const drawn = await server.label.twin.query({ within });
    answer.clear();
    setQuestion(drawn);
    setPicked(null);
    setSolution(null);
  });
  if (!question) return <p className="mt-4">There is nothing left to ask.</p>;
  const busy = answer.busy || next.busy;
  return (
    <div className="mt-4 space-y-4" aria-busy={busy}>
      <blockquote className="border-l-2 border-line pl-3 text-[15px] leading-[1.7] [overflow-wrap:anywhere]">
        <bdi>… {tokenStrings(question.pieces).join("").trim()} …</bdi>
      </blockquote>
      <div className="grid gap-2 sm:grid-cols-2" role="group" aria-label="Which label does it go with?">
        {BOTH.map((choice) => (
          <button
            key={choice}
            type="button"
            disabled={busy || solution !== null}
            aria-pressed={picked === choice}
            data-shortcut={String(choice + 1)}
            aria-keyshortcuts={String(choice + 1)}
            onClick={() => void answer.run(choice)}
            className={`control min-h-11 justify-start whitespace-normal text-left disabled:opacity-100 ${lookOf(choice, picked, solution)}`}
          >
            <kbd className="key" aria-hidden="true">
              {choice + 1}
            </kbd>
            <span className="[overflow-wrap:anywhere]">
              <bdi>{question.labels[choice].text}</bdi>
            </span>
          </button>
        ))}
      </div>
      <ProblemNote problem={answer.problem ?? next.problem} />
      <div role="status">
        {solution && (
          <p>
            <b className={solution.isRight ? "text-good" : "text-bad"}>
              {solution.isRight ? "Right" : "Wrong"}
            </b>
            : it is an example of{" "}
            <a href={featureUrl(solution.features[solution.answer])} className="link">
              feature {solution.features[solution.answer].index}
            </a>
            , “<bdi>{question.labels[solution.answer].text}</bdi>” (
            {methodName(solution.methods[solution.answer])}). The other is{" "}
            <a href={featureUrl(solution.features[solution.answer === 0 ? 1 : 0])} className="link">
              feature {solution.features[solution.answer === 0 ? 1 : 0].index}
            </a>
            .
          </p>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <button
          ref={onward}
          type="button"
          className={`control ${solution ? "control-primary" : ""}`}
          disabled={busy}
          data-shortcut="j"
          aria-keyshortcuts="j"
          onClick={() => void next.run()}
        >
          {solution ? "Next" : "Skip"} <kbd aria-hidden="true">j</kbd>
        </button>
        {score.asked > 0 && (
          <span className="text-soft">
            {score.right} of {score.asked} right
          </span>
        )}
        {!records && (
          <span className="text-xs text-soft">
            <a href={signInUrl(twinsUrl(within ?? undefined))} className="link">
              Sign in
            </a>{" "}
            to have your answers count for the labels.
          </span>
        )}
      </div>
    </div>
  );
}

function lookOf(choice: Picked, picked: Picked | null, solution: TwinSolution | null): string {
  if (!solution) return "";
  if (choice === solution.answer) return "border-good text-good";
  return choice === picked ? "border-bad text-bad" : "";
}
