import Link from "next/link";
import { ActivationText } from "@/app/components/activation-text/activation-text";
import { formatActivation, formatLabelScore, formatPercent } from "@/domain/format";
import { methodName } from "@/domain/label-method-names";
import { LABEL_METHODS } from "@/domain/labels";
import { pieceLabel, pieceText } from "@/domain/tokens";
import { featureUrl } from "@/domain/urls";
import type { SearchRow } from "@/server/procedures/search/rows";
import { Highlight, isMatched } from "./highlight";

const SNIPPET_WINDOW = 10;

/** A found feature: its label with what matched, what it promotes, and its strongest example. */
export function ResultRow({ row, forms }: { row: SearchRow; forms: ReadonlySet<string> }) {
  const { address, label, example, max } = row;
  const other =
    label !== "" && isMatched(label, forms)
      ? undefined
      : row.otherLabels.find((text) => isMatched(text, forms));
  // why it was found, where nothing else of the row says so
  const elsewhere = isMatched(label, forms) || other !== undefined || row.similarity !== null;
  const passage = elsewhere ? undefined : row.passages.slice(1).find((text) => isMatched(text, forms));
  const inFirst = row.passages[0] !== undefined && isMatched(row.passages[0], forms);
  return (
    <li className="relative border-b border-line py-3.5 hover:bg-panel">
      <div className="flex flex-wrap items-baseline justify-between gap-x-5 gap-y-0.5">
        <h3 className="min-w-0 text-[15px] font-semibold [overflow-wrap:anywhere]">
          <Link
            href={featureUrl(address)}
            prefetch={false}
            className="after:absolute after:inset-0 hover:text-accent"
          >
            {label === "" ? (
              <span className="font-normal text-soft">Feature {address.index}, no label yet</span>
            ) : (
              <Highlight text={label} forms={forms} />
            )}
          </Link>
        </h3>
        <p className="text-xs text-soft">{figures(row).join(" · ")}</p>
      </div>
      <p className="text-xs text-soft">
        <span className="whitespace-nowrap">
          {address.model} › {address.sae} › {address.index}
        </span>
        {row.method && (
          <>
            {" · "}
            <span data-tip={LABEL_METHODS[row.method]}>label made from {methodName(row.method)}</span>
          </>
        )}
      </p>
      {other && (
        <p className="mt-1 text-soft">
          also: <Highlight text={other} forms={forms} />
        </p>
      )}
      {row.promoted.length > 0 && (
        <p className="mt-1.5 flex flex-wrap gap-x-2.5 font-mono text-[12px] text-soft" aria-label="Promotes">
          {row.promoted.map(({ piece }, i) => (
            <bdi
              key={i}
              className={isMatched(pieceText(piece), forms) ? "font-semibold text-ink" : undefined}
            >
              {pieceLabel(piece)}
            </bdi>
          ))}
        </p>
      )}
      {passage !== undefined && !inFirst && (
        <p className="mt-1 text-soft">
          in an example: <Highlight text={passage} forms={forms} />
        </p>
      )}
      {example && (
        <p className="mt-1 leading-[1.7]">
          <ActivationText passage={example} max={max ?? example.value} window={SNIPPET_WINDOW} />
        </p>
      )}
    </li>
  );
}

function figures({ similarity, score, shuffled, density, max }: SearchRow): string[] {
  return [
    similarity === null ? "" : `similarity ${similarity.toFixed(2)}`,
    score === null ? "" : `label score ${formatLabelScore(score, shuffled)}`,
    density === null ? "" : `density ${formatPercent(density)}`,
    max === null || max === 0 ? "" : `max ${formatActivation(max)}`,
  ].filter(Boolean);
}
