"use client";

import Link from "next/link";
import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { formatPercent } from "@/domain/format";
import { pieceLabel } from "@/domain/tokens";
import { featureUrl, traceUrl, type SaeAddress } from "@/domain/urls";

export interface TracedPrompt {
  top: readonly { piece: string; p: number }[];
  features: readonly { feature: number; label: string | null; ablation: number }[];
}

interface Props {
  address: SaeAddress;
  prompt: string;
}

const SHOWN = 5;

/** The features that count most for the next word of a text; each can be taken away, and the guess is read again. */
export function TakeAway({ address, prompt }: Props) {
  const [whole, setWhole] = useState<TracedPrompt | null>(null);
  const [without, setWithout] = useState<{ feature: number; traced: TracedPrompt } | null>(null);
  const ask = (features: number[]) =>
    server.trace.ask.query({ ...address, prompt, answers: ["", ""], without: features });
  const { run, busy, problem } = useCall(async (feature: number | null) => {
    if (feature === null) {
      setWhole(await ask([]));
      setWithout(null);
    } else setWithout({ feature, traced: await ask([feature]) });
  });
  return (
    <div>
      <p className="text-[15px]">
        “{prompt} <span className="text-soft">…</span>”
      </p>
      {!whole && (
        <button
          type="button"
          className="control control-primary mt-3"
          disabled={busy}
          onClick={() => void run(null)}
        >
          {busy ? "The model is reading …" : "Find the features that count"}
        </button>
      )}
      {whole && (
        <div className="mt-3 grid gap-5 sm:grid-cols-2">
          <ul className="space-y-2">
            {whole.features.slice(0, SHOWN).map(({ feature, label }) => (
              <li key={feature} className="flex items-center gap-2">
                <button
                  type="button"
                  className="control min-h-7 px-2 py-0.5 text-xs"
                  disabled={busy}
                  aria-pressed={without?.feature === feature}
                  onClick={() => (without?.feature === feature ? setWithout(null) : void run(feature))}
                >
                  {without?.feature === feature ? "Put back" : "Take away"}
                  <span className="sr-only"> {label ?? `feature ${feature}`}</span>
                </button>
                <Link
                  href={featureUrl({ ...address, index: feature })}
                  prefetch={false}
                  className="min-w-0 truncate hover:text-accent"
                >
                  <bdi>{label ?? `feature ${feature}`}</bdi>
                </Link>
              </li>
            ))}
          </ul>
          <div className="grid grid-cols-2 gap-4" aria-live="polite">
            <Guesses title="With it" top={whole.top} />
            {without && <Guesses title="Without it" top={without.traced.top} />}
          </div>
        </div>
      )}
      <ProblemNote problem={problem} />
      <p className="mt-3">
        <Link
          href={traceUrl({ sae: `${address.model}/${address.sae}`, prompt })}
          prefetch={false}
          rel="nofollow"
          className="link"
        >
          All features of this guess
        </Link>
      </p>
    </div>
  );
}

function Guesses({ title, top }: { title: string; top: TracedPrompt["top"] }) {
  return (
    <div>
      <h4 className="mb-1 text-xs text-soft">{title}</h4>
      <ol className="space-y-0.5 font-mono text-[13px]">
        {top.slice(0, SHOWN).map(({ piece, p }, i) => (
          <li key={i} className="flex justify-between gap-2">
            <bdi className="truncate">{pieceLabel(piece)}</bdi>{" "}
            <span className="text-soft">{formatPercent(p)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
