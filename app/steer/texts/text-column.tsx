"use client";

import { Explained } from "@/app/components/explained";
import { Fragment, type ReactNode } from "react";
import { formatCounted, formatFigure, formatPercent } from "@/domain/format";
import { perplexity, repetition } from "@/domain/steering-run";
import type { ShownPrompt, ShownToken } from "@/server/procedures/steer/run-view";
import { isOutOfRange } from "./out-of-range";
import { shadeTokens, type Shading } from "./shading";

interface Props {
  title: string;
  note?: string | undefined;
  prompt: ShownPrompt | null;
  tokens: readonly ShownToken[];
  shading: Shading;
  /** `unit`: what `max` is, where it is no feature's maximum. */
  feature: { place: number; max: number | null; name: string; unit?: string };
  /** Perplexity of the text that the model wrote by itself; null for that text. */
  own: number | null;
  /** Whether more is to come. */
  writing: boolean;
  /** All features of its tokens, where they are shown. */
  reading?: ReactNode;
}

/** One text as it is written, and what can be said of it in figures. */
export function TextColumn({ title, note, prompt, tokens, shading, feature, own, writing, reading }: Props) {
  return (
    <section className="card flex min-w-0 flex-col" aria-label={title}>
      <h3 className="card-title flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="text-ink">{title}</span> {note && <span className="font-normal">{note}</span>}
      </h3>
      {reading ?? <WrittenText {...{ prompt, tokens, shading, feature, writing }} />}
      {isOutOfRange(perplexity(tokens), own, tokens.length) && (
        <p className="mt-3 text-bad" role="status">
          Turned too far: the model by itself would hardly ever write this. Take less.
        </p>
      )}
      <Figures tokens={tokens} feature={feature} />
    </section>
  );
}

function WrittenText({
  prompt,
  tokens,
  shading,
  feature,
  writing,
}: Pick<Props, "prompt" | "tokens" | "shading" | "feature" | "writing">) {
  const before = shadeTokens(
    (prompt?.pieces ?? []).slice(1).map((piece, i) => ({ piece, read: prompt?.read[i + 1] ?? [] })),
    shading,
    feature,
  );
  const written = shadeTokens(
    tokens.map((token) => ({ piece: token.piece, read: token.read, token })),
    shading,
    feature,
  );
  const ended = tokens.at(-1)?.end === "eos";
  return (
    <div
      data-tips-row
      className={`min-h-24 flex-1 text-[15px] leading-[1.75] [overflow-wrap:anywhere] whitespace-pre-wrap ${shading === "kl" ? "moved" : ""}`}
    >
      <span className="text-soft">
        {before.map(({ key, text, level }) => (
          <span key={key} className={level > 0 ? `act act-${level}` : undefined}>
            {key === 0 ? text.trimStart() : text}
          </span>
        ))}
      </span>
      {written.map(({ key, text, level, tip }) => {
        // the space before a word stays outside of its mark
        const word = level > 0 && text.trim() !== "" ? text.trimStart() : text;
        return (
          <Fragment key={key}>
            {text.slice(0, text.length - word.length)}
            <span
              data-tip={tip}
              tabIndex={key === 0 ? 0 : undefined}
              className={level > 0 ? `act act-${level}` : undefined}
            >
              {word}
            </span>
          </Fragment>
        );
      })}
      {ended && (
        <span className="text-soft" data-tip="The model ended the text here.">
          {" "}
          ■
        </span>
      )}
      {writing && !ended && <span className="caret" aria-hidden="true" />}
    </div>
  );
}

function Figures({ tokens, feature }: Pick<Props, "tokens" | "feature">) {
  const written = tokens.filter(({ id }) => id !== undefined);
  const surprise = perplexity(written);
  const share =
    feature.max === null || written.length === 0
      ? null
      : written.reduce((sum, { read }) => sum + (read[feature.place] ?? 0), 0) / written.length / feature.max;
  return (
    <dl className="mt-3 flex flex-wrap gap-x-5 gap-y-1 border-t border-line pt-2 text-xs">
      <Figure
        name="perplexity"
        tip="How surprising the text is to the model as it is: among how many equally likely words it would have had to choose at each step. Lower is more fluent."
        value={surprise === null ? "–" : formatFigure(surprise)}
      />
      <Figure
        name="repetition"
        tip="How much of the text, in runs of three tokens, has been there before"
        value={formatPercent(repetition(written.flatMap(({ id }) => id ?? [])))}
      />
      <Figure
        name="activation before the edit"
        tip={`How active ${feature.name} would have been by itself, on average over the written text, in multiples of ${feature.unit ? `the ${feature.unit}` : "its maximum"}. The edit comes after.`}
        value={share === null ? "–" : `${share.toFixed(2)} × ${feature.unit ?? "max"}`}
      />
      <Figure name="length" tip="tokens written" value={formatCounted(written.length, "token")} />
    </dl>
  );
}

function Figure({ name, tip, value }: { name: string; tip: string; value: string }) {
  return (
    <div>
      <dt className="text-soft">
        <Explained tip={tip}>{name}</Explained>
      </dt>
      <dd className="font-semibold">{value}</dd>
    </div>
  );
}
