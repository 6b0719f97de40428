import Link from "next/link";
import { BarChart } from "@/app/components/bar-chart";
import { PanelPlaceholder } from "@/app/components/panel-placeholder";
import { formatCount, formatCounted, formatPercent } from "@/domain/format";
import { saeUrl, type SaeAddress } from "@/domain/urls";
import {
  BINS_PER_DECADE,
  DENSITY_DECADES,
  type DensityHistogram,
} from "@/server/procedures/sae/browse-queries";

const SUPERSCRIPT = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷"];

/** How many features fire how often, on a logarithmic axis. */
export function DensityPanel({
  address,
  densities,
  waiting,
}: {
  address: SaeAddress;
  densities: DensityHistogram | null;
  waiting: boolean;
}) {
  const empty = !densities || densities.features === 0;
  return (
    <section className="card flex flex-col" aria-labelledby="density-title">
      <h2 id="density-title" className="card-title">
        How often features are active: share of tokens, both axes logarithmic
      </h2>
      {empty ? (
        <PanelPlaceholder waiting={waiting} what="densities" />
      ) : (
        <Densities address={address} densities={densities} />
      )}
    </section>
  );
}

/** Lower edge of a bin as a share of tokens. */
const edge = (bin: number) => 10 ** (bin / BINS_PER_DECADE - DENSITY_DECADES);
const range = (bin: number) => `${formatPercent(edge(bin))} to ${formatPercent(edge(bin + 1))}`;
const percent = (bin: number) => String(Number((100 * edge(bin)).toPrecision(6)));

interface DensitiesProps {
  address: SaeAddress;
  densities: DensityHistogram;
}

function Densities({ address, densities: { counts, dead, features } }: DensitiesProps) {
  return (
    <>
      <BarChart
        label={`Histogram of the densities of ${formatCounted(features - dead, "active feature")}`}
        fill="fill-ink/55"
        bars={counts.map((count, bin) => ({
          count,
          tip: `${range(bin)} of tokens\n${formatCounted(count, "feature")}`,
        }))}
      />
      <div className="mt-1 flex justify-between text-[11px] text-soft" aria-hidden="true">
        {Array.from({ length: DENSITY_DECADES + 1 }, (_, i) => DENSITY_DECADES - i).map((power) => (
          <span key={power}>{power === 0 ? "1" : `10⁻${SUPERSCRIPT[power]}`}</span>
        ))}
      </div>
      <p className="mt-1.5 text-xs text-soft">
        {dead === 0 ? "No feature was" : `${formatCounted(dead, "feature")} ${dead === 1 ? "was" : "were"}`}{" "}
        at zero on every token.
      </p>
      <details className="mt-2 text-xs">
        <summary className="w-fit text-soft hover:text-ink">Values as a table</summary>
        <ul
          className="mt-2 max-h-48 overflow-auto"
          tabIndex={0}
          role="region"
          aria-label="Features by density"
        >
          {counts.map((count, bin) =>
            count === 0 ? null : (
              <li key={bin} className="flex justify-between gap-3 border-t border-line py-0.5">
                <span>{range(bin)}</span>
                <Link
                  href={`${saeUrl(address)}?sort=density&minPercent=${percent(bin)}&maxPercent=${percent(bin + 1)}`}
                  prefetch={false}
                  scroll={false}
                  className="link"
                >
                  {formatCount(count)}
                </Link>
              </li>
            ),
          )}
        </ul>
      </details>
    </>
  );
}
