import Link from "next/link";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { formatCount, formatPercent } from "@/domain/format";
import { pieceLabel, tokenTexts } from "@/domain/tokens";
import { lensUrl, type SaeAddress } from "@/domain/urls";
import { api } from "@/server/caller";
import { problemOf } from "@/server/errors";

/** Tokens of the text that can be chosen, around the one that is. */
const AROUND = 40;

interface Props {
  address: SaeAddress;
  text: { own: string } | { passage: number };
  /** Null for the last token. */
  at: number | null;
}

/** The text to choose a token of, and the guesses of every layer after it. */
export async function LensTable({ address, text, at }: Props) {
  const found = await ask({ address, text, at });
  if ("problem" in found)
    return (
      <div className="mt-5">
        <ProblemNote problem={found.problem} />
      </div>
    );
  const { pieces, layers, at: chosen } = found;
  const answer = layers.at(-1)?.top[0];
  const place = "own" in text ? { text: text.own } : { passage: text.passage };
  const from = Math.max(1, chosen - AROUND);
  const words = tokenTexts(pieces.slice(from, chosen + AROUND), from);
  return (
    <section className="mt-5" aria-label="Guesses of every layer">
      <p className="text-[15px] leading-8 [overflow-wrap:anywhere]" aria-label="Choose a token">
        {from > 1 && <span className="text-soft">… </span>}
        {words.map(({ text: word, start, length }) => {
          const last = start + length - 1;
          return (
            <Link
              key={start}
              href={lensUrl(address, { ...place, at: last })}
              prefetch={false}
              scroll={false}
              replace
              aria-current={last === chosen ? "true" : undefined}
              className={`whitespace-pre-wrap hover:text-accent ${last === chosen ? "rounded-[3px] bg-accent text-on-accent hover:text-on-accent" : ""}`}
            >
              {word.replace(/\n/g, "↵")}
            </Link>
          );
        })}
      </p>
      <p className="mt-2 text-soft">
        After <b className="font-semibold text-ink">{pieceLabel(pieces[chosen] ?? "")}</b> the model says{" "}
        <b className="font-semibold text-ink">{pieceLabel(answer?.piece ?? "")}</b> with{" "}
        {formatPercent(answer?.p ?? 0)}. The bar is how likely each layer holds that word.
      </p>
      <div
        className="relative mt-3 overflow-x-auto"
        tabIndex={0}
        role="group"
        aria-label="Layers, the last first"
      >
        <table className="w-full min-w-[560px] text-left">
          <thead className="text-xs text-soft">
            <tr className="[&>th]:py-1.5 [&>th]:pr-4 [&>th]:font-normal">
              <th scope="col">after</th>
              <th scope="col">the answer</th>
              <th scope="col">first guesses</th>
            </tr>
          </thead>
          <tbody>
            {layers.toReversed().map(({ top, answer: own }, i) => {
              const layer = layers.length - 1 - i;
              return (
                <tr key={layer} className="border-t border-line [&>td]:py-1.5 [&>td]:pr-4">
                  <td className="whitespace-nowrap">{layer === 0 ? "no layer" : `layer ${layer}`}</td>
                  <td className="whitespace-nowrap">
                    <span className="mr-2 inline-block h-2 w-24 rounded-sm bg-sunken" aria-hidden="true">
                      <span className="block h-2 rounded-sm bg-accent" style={{ width: `${own.p * 100}%` }} />
                    </span>
                    {formatPercent(own.p)}{" "}
                    <span className="text-xs text-soft">
                      {own.rank === 1 ? "first" : `place ${formatCount(own.rank)}`}
                    </span>
                  </td>
                  <td className="font-mono text-xs">
                    {top.map(({ piece, p }, rank) => (
                      <span key={rank} className={`mr-3 ${piece === answer?.piece ? "font-semibold" : ""}`}>
                        <bdi>{pieceLabel(piece)}</bdi> <span className="text-soft">{formatPercent(p)}</span>
                      </span>
                    ))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

async function ask(question: Props) {
  try {
    return await api.text.lookThroughLayers(question);
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code === "INTERNAL" || problem.code === "DATABASE") throw error;
    return { problem };
  }
}
