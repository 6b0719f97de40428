import Link from "next/link";
import { Fragment } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import type { TraceRequest } from "@/domain/attribution";
import { formatCount, formatLogit, formatPercent } from "@/domain/format";
import { pieceLabel, pieceText } from "@/domain/tokens";
import { featureUrl, traceUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import { problemOf } from "@/server/errors";
import { AGREEMENT_FACTOR, mainOnes, sidesOf } from "./explain";
import { TraceSide } from "./trace-side";

interface Props {
  question: TraceRequest;
  /** "model/sae", as the address has it. */
  sae: string;
  /** The chain is asked for as well. */
  isChained: boolean;
}

/** Why one word and not the other: a sentence first, then the features for and against it. */
export async function TraceResult({ question, sae, isChained }: Props) {
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
      chain: isChained ? "1" : undefined,
    });
  const [first, second] = answer.answers;
  const { pro, contra } = sidesOf(answer.features);
  const largest = Math.max(
    Number.MIN_VALUE,
    ...[...pro, ...contra].flatMap(({ attribution, ablation }) => [
      Math.abs(attribution),
      Math.abs(ablation),
    ]),
  );
  const word = (piece: string | undefined) => (
    <i className="font-semibold">{pieceText(piece ?? "").trim() || pieceLabel(piece ?? "")}</i>
  );
  const names = (side: typeof pro) => <Names address={question} features={mainOnes(side)} />;
  const side = { pieces: answer.pieces, question, largest, to };
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
      <p className="max-w-[70ch] text-lg leading-relaxed">
        {word(first?.piece)} ({formatPercent(first?.p ?? 0)}) rather than {word(second?.piece)} (
        {formatPercent(second?.p ?? 0)}){pro.length > 0 ? <>, mostly because of {names(pro)}.</> : "."}
        {contra.length > 0 && (
          <>
            {" "}
            What speaks most for {word(second?.piece)}: {names(contra)}.
          </>
        )}
      </p>
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-6 md:grid-cols-2">
        <TraceSide title={<>For {word(first?.piece)}</>} name="For" features={pro} {...side} />
        <TraceSide title={<>For {word(second?.piece)}</>} name="Against" features={contra} {...side} />
      </div>
      <p className="mt-3 text-xs text-soft">
        The bar is measured: how far the first word’s lead falls when the feature is taken away at every
        token. The mark on it is the quick estimate from the gradient; ✓ says that the two agree within a
        factor of {AGREEMENT_FACTOR}.
      </p>
      <details className="card mt-5">
        <summary className="w-fit font-semibold">All figures of this question</summary>
        <p className="mt-2">What the model would say next:</p>
        <ol
          className="mt-1 flex flex-wrap gap-x-4 gap-y-1 font-mono text-xs text-soft"
          aria-label="Most probable next tokens"
        >
          {answer.top.map(({ piece, p }, i) => (
            <li key={i}>
              <bdi className="text-ink">{pieceLabel(piece)}</bdi> {formatPercent(p)}
            </li>
          ))}
        </ol>
        <p className="mt-3 text-soft">
          The lead of the first word is {formatLogit(answer.difference)} (difference of logits).{" "}
          {formatCount(answer.active)} features are active in the prompt; {formatCount(answer.ablated)} were
          taken away one by one.{" "}
          {answer.agreement !== null && (
            <>
              Over all of them, estimate and measurement put the features in a like order: their rank
              correlation (Spearman’s; 1 is the same order, 0 is no likeness) is {answer.agreement.toFixed(2)}
              .
            </>
          )}
        </p>
      </details>
    </section>
  );
}

function Names({
  address: { model, sae },
  features,
}: {
  address: { model: string; sae: string };
  features: readonly { feature: number; label: string | null }[];
}) {
  return features.map(({ feature, label }, i) => (
    <Fragment key={feature}>
      {i > 0 && (i === features.length - 1 ? " and " : ", ")}
      <Link href={featureUrl({ model, sae, index: feature })} prefetch={false} className="link">
        <bdi>{label ?? `feature ${feature}`}</bdi>
      </Link>
    </Fragment>
  ));
}

async function ask(question: TraceRequest) {
  try {
    return await api.trace.ask(question);
  } catch (error) {
    return { problem: problemOf(error) };
  }
}
