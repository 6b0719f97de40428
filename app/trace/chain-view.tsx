"use client";

import { Explained } from "@/app/components/explained";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { placeName, type ChainAnswer, type ChainRequest } from "@/domain/chain";
import { formatCount } from "@/domain/format";
import { tokenTexts } from "@/domain/tokens";
import type { RewriteText } from "@/server/procedures/trace/rewrite-in-pieces";
import { ChainMembers, type ChainMember } from "./chain-members";
import { ChainSentence } from "./chain-sentence";
import { inWords } from "./chain-words";
import { RandomSets } from "./random-sets";
import { useRewrite } from "./use-rewrite";
import { WrittenLine } from "./written-line";

interface Props {
  question: ChainRequest;
  answer: Pick<ChainAnswer, "activations" | "trials" | "changed" | "random"> & {
    pieces: readonly string[];
    members: readonly ChainMember[];
    whole: RewriteText;
    without: RewriteText;
  };
  /** Names of members that are in place. */
  back: readonly string[];
  /** What the model says with those in place. */
  first: RewriteText;
}

/** A sentence, the text as it is and without the chain, its members with a switch each, and random sets beside them. */
export function ChainView({ question, answer, back, first }: Props) {
  const { present, shown, problem, busy, toggle, change } = useRewrite({ question, answer, back, first });
  const { members, whole, pieces, changed } = answer;
  const removed = members.filter((member) => !present.has(placeName(member))).length;
  const prompt = tokenTexts(pieces.slice(1))
    .map(({ text }) => text)
    .join("");
  return (
    <section className="mt-8" aria-labelledby="chain-title">
      <h2 id="chain-title" className="text-lg font-semibold">
        What it could not do without
      </h2>
      <p className="mt-1 max-w-[70ch] text-lg leading-relaxed" aria-live="polite" aria-busy={busy}>
        <ChainSentence
          {...{
            removed,
            members: members.length,
            changed,
            whole,
            now: shown,
            isPending: busy || problem !== null,
          }}
        />
      </p>
      <dl className="card mt-3 grid grid-cols-[minmax(0,1fr)] gap-x-4 gap-y-1 sm:grid-cols-[auto_minmax(0,1fr)]">
        <WrittenLine name="As it is" prompt={prompt} text={whole} />
        <WrittenLine
          name={removed === 0 ? "All in place" : "Without"}
          prompt={prompt}
          text={shown}
          busy={busy}
        />
      </dl>
      <ProblemNote problem={problem} />
      <div className="mt-4 grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-5 md:grid-cols-[minmax(0,1fr)_280px]">
        <div>
          <div className="mb-1.5 flex flex-wrap items-center justify-between gap-2">
            <h3 className="font-semibold">
              The chain: {inWords(members.length)}{" "}
              <Explained tip="One feature at one token of the prompt. Taking it away leaves the feature at other tokens as it is.">
                {members.length === 1 ? "activation" : "activations"}
              </Explained>{" "}
              of {formatCount(answer.activations)}
            </h3>
            {members.length > 1 && (
              <span className="flex gap-2">
                <button
                  type="button"
                  className="control min-h-7 px-2 py-0.5 text-xs"
                  disabled={removed === members.length}
                  onClick={() => change(new Set())}
                >
                  Take all away
                </button>
                <button
                  type="button"
                  className="control min-h-7 px-2 py-0.5 text-xs"
                  disabled={removed === 0}
                  onClick={() => change(new Set(members.map(placeName)))}
                >
                  Put all back
                </button>
              </span>
            )}
          </div>
          <ChainMembers {...{ question, members, pieces, present, toggle }} />
        </div>
        {answer.random && <RandomSets random={answer.random} size={members.length} />}
      </div>
      <p className="mt-3 max-w-[80ch] text-xs text-soft">
        {changed ? (
          <>
            Found by taking away, one after another, what the gradient points to and what then really helps
            most ({formatCount(answer.trials)} sets were tried), and by putting back whatever was not needed.
            Put any one of these back, and the model says the word again. A smaller set elsewhere is possible,
            for not every set was tried.
          </>
        ) : (
          <>{formatCount(answer.trials)} sets were tried.</>
        )}
      </p>
    </section>
  );
}
