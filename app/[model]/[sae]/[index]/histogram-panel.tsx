import { BarChart } from "@/app/components/bar-chart";
import { PanelPlaceholder } from "@/app/components/panel-placeholder";
import { formatActivation, formatCount, formatCounted, formatRange } from "@/domain/format";
import type { FeatureStatistics } from "@/server/procedures/feature/feature-dashboard";

const AXIS = [0, 0.25, 0.5, 0.75, 1];

/** How often the feature has which value, where it is on at all. */
export function HistogramPanel({
  statistics,
  waiting,
}: {
  statistics: FeatureStatistics | null;
  waiting: boolean;
}) {
  return (
    <section className="card flex flex-col" aria-labelledby="histogram-title">
      <h2 id="histogram-title" className="card-title">
        How strongly it is active
        {statistics &&
          statistics.activeTokens > 0 &&
          ` · ${formatCounted(statistics.activeTokens, "token")}, log count`}
      </h2>
      {!statistics && <PanelPlaceholder waiting={waiting} what="histogram" />}
      {statistics?.activeTokens === 0 && <p className="text-soft">No token had an activation above zero.</p>}
      {statistics && statistics.activeTokens > 0 && <Histogram statistics={statistics} />}
    </section>
  );
}

function Histogram({ statistics: { histogram, max, activeTokens } }: { statistics: FeatureStatistics }) {
  const edge = (bin: number) => (bin / histogram.length) * max;
  const range = (bin: number) => formatRange(edge(bin), edge(bin + 1), max);
  // numbers only, and fifty rows that few readers open
  const rows = histogram
    .map((count, bin) => `<tr><td>${range(bin)}</td><td>${formatCount(count)}</td></tr>`)
    .join("");
  return (
    <>
      <BarChart
        label={`Histogram of ${formatCounted(activeTokens, "activation")} from 0 to ${formatActivation(max)}, on a logarithmic count axis`}
        fill="fill-activation/75"
        bars={histogram.map((count, bin) => ({
          count,
          tip: `${range(bin)}\n${formatCounted(count, "token")}`,
        }))}
      />
      <div className="mt-1 flex justify-between text-[11px] text-soft" aria-hidden="true">
        {AXIS.map((share) => (
          <span key={share}>{formatActivation(share * max)}</span>
        ))}
      </div>
      <details className="mt-2 text-xs">
        <summary className="w-fit text-soft hover:text-ink">Values as a table</summary>
        <div className="mt-2 max-h-48 overflow-auto" tabIndex={0} role="region" aria-label="Histogram values">
          <table className="w-full text-right [&_td]:border-t [&_td]:border-line [&_td:first-child]:text-left">
            <thead className="text-soft">
              <tr>
                <th className="text-left font-medium">activation</th>
                <th className="font-medium">tokens</th>
              </tr>
            </thead>
            <tbody dangerouslySetInnerHTML={{ __html: rows }} />
          </table>
        </div>
      </details>
    </>
  );
}
