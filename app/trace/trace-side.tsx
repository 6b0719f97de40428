import Link from "next/link";
import type { ReactNode } from "react";
import { formatLogit } from "@/domain/format";
import { pieceLabel } from "@/domain/tokens";
import { featureUrl } from "@/domain/urls";
import { agrees, type TracedFeature } from "./explain";

interface Props {
  title: ReactNode;
  /** For screen readers. */
  name: string;
  features: readonly (TracedFeature & { tokens: readonly { at: number; attribution: number }[] })[];
  pieces: readonly string[];
  question: { model: string; sae: string; without: readonly number[] };
  /** What the longest bar stands for. */
  largest: number;
  /** The same question without these features. */
  to: (without: readonly number[]) => string;
}

const PLACES = 3;

/** The features of one side: what each does when it is taken away, where it is active, and the way to take it away. */
export function TraceSide({ title, name, features, pieces, question, largest, to }: Props) {
  return (
    <section>
      <h2 className="mb-1.5 font-semibold">{title}</h2>
      {features.length === 0 && <p className="text-soft">No feature.</p>}
      <ol aria-label={name}>
        {features.map(({ feature, label, attribution, ablation, tokens }) => (
          <li key={feature} className="border-t border-line py-2">
            <div className="flex items-baseline justify-between gap-3">
              <Link
                href={featureUrl({ model: question.model, sae: question.sae, index: feature })}
                prefetch={false}
                className="min-w-0 truncate font-medium hover:text-accent"
              >
                <bdi>{label ?? `Feature ${feature}`}</bdi>{" "}
                {label !== null && <span className="text-xs font-normal text-soft">{feature}</span>}
              </Link>
              <Link
                href={to([...question.without, feature])}
                prefetch={false}
                scroll={false}
                className="link shrink-0 text-xs"
              >
                Take away<span className="sr-only"> feature {feature}</span>
              </Link>
            </div>
            <div className="mt-1 flex items-center gap-2.5">
              <span
                className="relative h-2.5 flex-1 rounded-sm bg-sunken"
                data-tip={`Measured ${formatLogit(ablation)}, estimated ${formatLogit(attribution)}`}
              >
                <span
                  className={`block h-2.5 rounded-sm ${ablation >= 0 ? "bg-activation" : "bg-suppression"}`}
                  style={{ width: `${((100 * Math.abs(ablation)) / largest).toFixed(1)}%` }}
                />
                {Math.sign(attribution) === Math.sign(ablation) && (
                  <span
                    className="absolute -top-0.5 h-3.5 w-0.5 bg-ink"
                    style={{ left: `${((100 * Math.abs(attribution)) / largest).toFixed(1)}%` }}
                    aria-hidden="true"
                  />
                )}
              </span>
              <span className="w-12 text-right">{formatLogit(ablation)}</span>
              <span className="w-4 text-good">
                {agrees({ feature, label, attribution, ablation }) && (
                  <span role="img" aria-label="The estimate agrees">
                    ✓
                  </span>
                )}
              </span>
            </div>
            <p className="mt-0.5 font-mono text-xs text-soft">
              at{" "}
              {tokens
                .toSorted((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution))
                .slice(0, PLACES)
                .map(({ at }) => pieceLabel(pieces[at] ?? ""))
                .join(" ")}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
