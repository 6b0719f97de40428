import Link from "next/link";
import { Suspense } from "react";
import type { ChainRequest } from "@/domain/chain";
import { ChainResult } from "./chain-result";

interface Props {
  question: ChainRequest;
  /** Whether to look for the chain, which keeps a worker busy for a while. */
  isAsked: boolean;
  /** Names of activations that the address puts back. */
  back: readonly string[];
  /** The same page with the chain. */
  url: string;
}

/** The necessary chain below a trace, or the way to it. */
export function ChainSection({ question, isAsked, back, url }: Props) {
  if (!isAsked)
    return (
      <section className="card mt-8 flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0 flex-1 basis-72">
          <h2 className="font-semibold">What it could not do without</h2>
          <p className="mt-0.5 max-w-[64ch] text-soft">
            The fewest things that the model must have noticed to say this word: without them it says another.
            Each is taken away for real, which takes seconds, or half a minute with a larger model.
          </p>
        </div>
        <Link href={url} prefetch={false} scroll={false} className="control">
          Find the chain
        </Link>
      </section>
    );
  return (
    <Suspense
      key={JSON.stringify(question)}
      fallback={
        <section className="mt-8" role="status">
          <h2 className="text-lg font-semibold">What it could not do without</h2>
          <p className="mt-1 text-soft">
            Taking activations away, one after another, until the model says another word …
          </p>
          <div className="skeleton mt-3 min-h-72" />
        </section>
      }
    >
      <ChainResult question={question} back={back} />
    </Suspense>
  );
}
