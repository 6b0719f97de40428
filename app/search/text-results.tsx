import Link from "next/link";
import { ActivationText } from "@/app/components/activation-text/activation-text";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { formatActivation, formatCounted, formatPercent } from "@/domain/format";
import { searchUrl, type SearchAddress } from "@/domain/search";
import { pieceLabel, tokenTexts } from "@/domain/tokens";
import { featureUrl, type SaeAddress } from "@/domain/urls";
import { api } from "@/server/caller";
import { DENSE, type TextDashboard } from "@/server/procedures/text/text-dashboard";
import { problemOf } from "@/server/errors";

interface Props {
  text: string;
  address: SaeAddress;
  tokens: number[];
  dense: boolean;
}

/** The features that a text turns on: every token can be chosen, and the sums are over those that are. */
export async function TextResults({ text, address, tokens, dense }: Props) {
  let dashboard: TextDashboard;
  try {
    dashboard = await api.text.read({ address, text, tokens, dense });
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code === "INTERNAL" || problem.code === "DATABASE") throw error;
    return <ProblemNote problem={problem} />;
  }
  const to = (change: Partial<SearchAddress>) =>
    searchUrl({ q: text, tab: "text", reader: `${address.model}/${address.sae}`, tokens, dense, ...change });
  return (
    <>
      <Tokens dashboard={dashboard} tokens={tokens} to={to} />
      <Sums dashboard={dashboard} address={address} dense={dense} to={to} />
      <ByToken dashboard={dashboard} address={address} />
    </>
  );
}

type To = (change: Partial<SearchAddress>) => string;

function Tokens({ dashboard, tokens, to }: { dashboard: TextDashboard; tokens: number[]; to: To }) {
  const chosen = new Set(tokens);
  const pieces = tokenTexts(dashboard.pieces.slice(1), 1);
  return (
    <section aria-labelledby="tokens-title">
      <h2 id="tokens-title" className="mb-1.5 flex flex-wrap gap-x-2.5 text-xs text-soft">
        <span className="font-semibold text-ink">Tokens</span>
        {chosen.size === 0 ? "choose some to sum over them alone" : `${chosen.size} chosen`}
        {chosen.size > 0 && (
          <Link href={to({ tokens: [] })} replace scroll={false} prefetch={false} className="link">
            all
          </Link>
        )}
      </h2>
      <p className="flex flex-wrap gap-1 font-mono text-[13px]">
        {pieces.map(({ text, start, length }) => {
          const positions = Array.from({ length }, (_, i) => start + i);
          const isChosen = chosen.has(start);
          const next = isChosen
            ? tokens.filter((position) => !positions.includes(position))
            : [...tokens, ...positions].sort((a, b) => a - b);
          return (
            <Link
              key={start}
              href={to({ tokens: next })}
              replace
              scroll={false}
              prefetch={false}
              aria-current={isChosen ? "true" : undefined}
              data-tip={strongestTip(dashboard, start)}
              className="control min-h-7 px-1.5 py-0.5"
            >
              <bdi>{text.replace(/ /g, "▁").replace(/\n/g, "↵") || "·"}</bdi>
            </Link>
          );
        })}
      </p>
    </section>
  );
}

function strongestTip({ strongest }: TextDashboard, position: number): string {
  const lines = (strongest[position] ?? []).map(
    ({ feature, value, label }) => `${formatActivation(value)}  ${label || `feature ${feature}`}`,
  );
  return lines.length > 0 ? lines.join("\n") : "no feature is active here";
}

interface SumsProps {
  dashboard: TextDashboard;
  address: SaeAddress;
  dense: boolean;
  to: To;
}

function Sums({ dashboard, address, dense, to }: SumsProps) {
  const { features, pieces, hidden, active, chosen } = dashboard;
  return (
    <section className="mt-6" aria-labelledby="sums-title">
      <div className="flex flex-wrap items-baseline justify-between gap-x-5 gap-y-1">
        <h2 id="sums-title" className="text-lg font-semibold tracking-tight">
          Features by their sum over{" "}
          {chosen.length === pieces.length - 1 ? "the text" : formatCounted(chosen.length, "token")}
        </h2>
        <p className="text-xs text-soft">
          {formatCounted(active, "feature")} active
          {hidden > 0 &&
            `, ${hidden} left out that are active on more than ${formatPercent(DENSE)} of all tokens`}
          {(hidden > 0 || dense) && (
            <>
              {" · "}
              <Link href={to({ dense: !dense })} replace scroll={false} prefetch={false} className="link">
                {dense ? "leave dense ones out" : "show them"}
              </Link>
            </>
          )}
        </p>
      </div>
      {features.length === 0 ? (
        <p className="mt-3 border-y border-line py-6 text-soft">No feature is active on these tokens.</p>
      ) : (
        <ul className="mt-2 border-t border-line">
          {features.map((feature) => (
            <li key={feature.index} className="relative border-b border-line py-3 hover:bg-panel">
              <div className="flex flex-wrap items-baseline justify-between gap-x-5">
                <h3 className="min-w-0 font-semibold [overflow-wrap:anywhere]">
                  <Link
                    href={featureUrl({ ...address, index: feature.index })}
                    prefetch={false}
                    className="after:absolute after:inset-0 hover:text-accent"
                  >
                    {feature.label || `Feature ${feature.index}`}
                  </Link>
                </h3>
                <p className="text-xs text-soft">
                  sum {formatActivation(feature.sum)} · max {formatActivation(feature.max)}
                  {feature.density !== null && ` · density ${formatPercent(feature.density)}`} · {address.sae}{" "}
                  › {feature.index}
                </p>
              </div>
              <p className="mt-1 leading-[1.7]">
                <ActivationText
                  passage={passageOf(feature, pieces)}
                  max={feature.max}
                  window={pieces.length}
                />
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function passageOf(feature: TextDashboard["features"][number], pieces: string[]) {
  const { positions, values } = feature;
  const peak = positions[values.indexOf(Math.max(...values))] ?? 1;
  return { pieces, positions, values, peak };
}

function ByToken({ dashboard, address }: { dashboard: TextDashboard; address: SaeAddress }) {
  const { strongest, chosen, pieces } = dashboard;
  return (
    <details className="mt-6">
      <summary className="w-fit font-semibold">Strongest features of each token</summary>
      <table className="mt-2 w-full table-fixed border-collapse">
        <tbody>
          {chosen.map((position) => (
            <tr key={position} className="border-b border-line align-top">
              <th scope="row" className="w-32 py-1.5 pr-3 text-left font-mono text-[12px] font-normal">
                <bdi>{pieceLabel(pieces[position] ?? "")}</bdi>
              </th>
              <td className="py-1.5">
                {(strongest[position] ?? []).map(({ feature, value, label }) => (
                  <Link
                    key={feature}
                    href={featureUrl({ ...address, index: feature })}
                    prefetch={false}
                    className="mr-4 inline-block hover:text-accent"
                  >
                    {label || `feature ${feature}`}{" "}
                    <span className="text-soft">{formatActivation(value)}</span>
                  </Link>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
