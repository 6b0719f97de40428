"use client";

import { useEffect, useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { problemOfCall, server } from "@/app/trpc/client";
import { formatPercent } from "@/domain/format";
import { pieceLabel } from "@/domain/tokens";
import type { SaeAddress } from "@/domain/urls";
import type { Problem } from "@/server/errors";

export interface Guesses {
  text: string;
  top: readonly { piece: string; p: number }[];
}

const PAUSE_MS = 450;
const LONGEST = 300;

interface Props {
  address: SaeAddress | null;
  /** What the model said of the text that stands there at first. */
  first: Guesses;
}

/** A text and the model's guesses for the word after it. */
export function NextWord({ address, first }: Props) {
  const [typed, setTyped] = useState(first.text);
  const [shown, setShown] = useState(first);
  const [problem, setProblem] = useState<Problem | null>(null);
  const text = typed.trimEnd();
  useEffect(() => {
    if (!address || text === "" || text === shown.text) return;
    let wanted = true;
    const ask = async () => {
      try {
        const { layers } = await server.text.lookThroughLayers.query({
          address,
          text: { own: text },
          at: null,
        });
        if (!wanted) return;
        setShown({ text, top: layers.at(-1)?.top ?? [] });
        setProblem(null);
      } catch (error) {
        if (wanted) setProblem(problemOfCall(error));
      }
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [address, text, shown.text]);
  return (
    <div>
      <input
        value={typed}
        maxLength={LONGEST}
        aria-label="A text for the model to go on with"
        spellCheck={false}
        autoComplete="off"
        readOnly={!address}
        onChange={(event) => setTyped(event.target.value)}
        className="field min-h-10 w-full text-[15px]"
      />
      <ol className="mt-3 space-y-1.5" aria-label={`Guesses after “${shown.text}”`}>
        {shown.top.map(({ piece, p }) => (
          <li key={piece} className="grid grid-cols-[7rem_1fr_3.5rem] items-center gap-3">
            <bdi className="truncate text-right font-mono text-[13px]">{pieceLabel(piece)}</bdi>
            <span className="h-3 rounded-sm bg-sunken" aria-hidden="true">
              <span className="block h-3 rounded-sm bg-accent" style={{ width: `${p * 100}%` }} />
            </span>
            <span>{formatPercent(p)}</span>
          </li>
        ))}
      </ol>
      <p className="mt-2 text-xs text-soft" role="status">
        {text !== shown.text && !problem && address ? "Guessing …" : `After “${shown.text}”`}
      </p>
      <ProblemNote problem={problem} />
    </div>
  );
}
