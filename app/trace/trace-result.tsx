import Link from "next/link";
import { ProblemNote } from "@/app/components/forms/problem-note";
import type { TraceRequest } from "@/domain/attribution";
import { formatCount, formatLogit, formatPercent } from "@/domain/format";
import { pieceLabel, pieceText } from "@/domain/tokens";
import { featureUrl, traceUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import { problemOf } from "@/server/errors";

interface Props {
  question: TraceRequest;
  /** "model/sae", as the address has it. */
  sae: string;
}

/** Features by what they did for the difference, estimated and true. */
export async function TraceResult({ question, sae }: Props) {
  const answer = await ask(question);
  if ("problem" in answer)
    return (
      <div className="mt-5">
        <ProblemNote problem={answer.problem} />
      </div>
    );
  const { prompt, answers, without } = question;
  const to = (features: readonly number[]) =>
    traceUrl({
      ...{ sae, prompt, a: answers[0] || undefined, b: answers[1] || undefined },
      without: features.length === 0 ? undefined : features.join(","),
    });
  const [first, second] = answer.answers;
  const largest = Math.max(
    Number.MIN_VALUE,
    ...answer.features.flatMap(({ attribution, ablation }) => [Math.abs(attribution), Math.abs(ablation)]),
  );
  return (
    <section className="mt-5" aria-label="Answer">
      {without.length > 0 && (
        <p className="mb-3 flex flex-wrap items-center gap-2">
          <b className="font-semibold">Without</b>
          {without.map((feature) => (
            <Link
              key={feature}
              href={to(without.filter((other) => other !== feature))}
              prefetch={false}
              className="control min-h-7 px-2 py-0.5 text-xs"
              aria-label={`Put feature ${feature} back`}
            >
              {feature} ×
            </Link>
          ))}
        </p>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3.5 md:grid-cols-2">
        <div className="card">
          <h2 className="card-title">Next token</h2>
          <p className="text-[15px]">
            {answer.pieces.slice(1).map(pieceText).join("").trimStart()}{" "}
            <b className="font-semibold">{pieceLabel(answer.top[0]?.piece ?? "")}</b>
          </p>
          <ol
            className="mt-2 flex flex-wrap gap-x-4 gap-y-1 font-mono text-xs text-soft"
            aria-label="Most probable next tokens"
          >
            {answer.top.map(({ piece, p }, i) => (
              <li key={i}>
                <bdi className="text-ink">{pieceLabel(piece)}</bdi> {formatPercent(p)}
              </li>
            ))}
          </ol>
        </div>
        <div className="card">
          <h2 className="card-title">Difference</h2>
          <p>
            <b className="font-semibold">{pieceLabel(first?.piece ?? "")}</b> {formatPercent(first?.p ?? 0)}{" "}
            against <b className="font-semibold">{pieceLabel(second?.piece ?? "")}</b>{" "}
            {formatPercent(second?.p ?? 0)}: logits differ by{" "}
            <b className="font-semibold">{formatLogit(answer.difference)}</b>.
          </p>
          <p className="mt-2 text-soft">
            {formatCount(answer.active)} features are active; {formatCount(answer.ablated)} were taken away
            one by one.{" "}
            {answer.agreement !== null && (
              <>
                Both rankings agree with a rank correlation (Spearman) of{" "}
                <b className="font-semibold text-ink">{answer.agreement.toFixed(2)}</b>.
              </>
            )}
          </p>
        </div>
      </div>
      <div
        className="relative mt-4 max-w-full overflow-x-auto"
        tabIndex={0}
        role="group"
        aria-label="Features, the strongest first"
      >
        <table className="w-full min-w-[620px] text-left">
          <thead className="text-xs text-soft">
            <tr className="[&>th]:py-1.5 [&>th]:pr-4 [&>th]:font-normal">
              <th scope="col">feature</th>
              <th scope="col">estimated</th>
              <th scope="col">really, when taken away</th>
              <th scope="col">active at</th>
              <th scope="col">
                <span className="sr-only">take away</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {answer.features.map(({ feature, label, attribution, ablation, tokens }) => (
              <tr key={feature} className="border-t border-line [&>td]:py-1.5 [&>td]:pr-4">
                <td>
                  <Link
                    href={featureUrl({ model: question.model, sae: question.sae, index: feature })}
                    prefetch={false}
                    className="font-medium hover:text-accent"
                  >
                    {label ?? `Feature ${feature}`}
                  </Link>{" "}
                  {label && <span className="text-xs text-soft">{feature}</span>}
                </td>
                <td>
                  <Effect value={attribution} largest={largest} />
                </td>
                <td>
                  <Effect value={ablation} largest={largest} />{" "}
                  {Math.sign(attribution) === Math.sign(ablation) && Math.abs(ablation) > largest / 100 && (
                    <span className="text-good" role="img" aria-label="confirmed">
                      ✓
                    </span>
                  )}
                </td>
                <td className="font-mono text-xs">
                  {tokens
                    .toSorted((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution))
                    .slice(0, 3)
                    .map(({ at }) => pieceLabel(answer.pieces[at] ?? ""))
                    .join(" ")}
                </td>
                <td className="text-right">
                  <Link
                    href={to([...without, feature])}
                    prefetch={false}
                    className="control min-h-7 px-2 py-0.5 text-xs"
                  >
                    Ablate<span className="sr-only"> feature {feature}</span>
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

async function ask(question: TraceRequest) {
  try {
    return await api.trace.ask(question);
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

/** A signed amount as a number and a bar: orange speaks for the first answer, blue for the second. */
function Effect({ value, largest }: { value: number; largest: number }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span className="w-12 text-right">{formatLogit(value)}</span>
      <span className="inline-block h-2 w-20" aria-hidden="true">
        <span
          className={`block h-2 rounded-sm ${value >= 0 ? "bg-activation" : "bg-suppression"}`}
          style={{ width: `${(100 * Math.abs(value)) / largest}%` }}
        />
      </span>
    </span>
  );
}
