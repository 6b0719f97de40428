import Link from "next/link";
import type { ReactNode } from "react";
import { ExampleList } from "@/app/components/activation-text/example-list";
import { BANDS, TOP_EXAMPLES } from "@/domain/collections";
import { formatCount, formatPercent, formatRange } from "@/domain/format";
import { featureUrl, type FeatureView } from "@/domain/urls";
import type { Example, FeatureDashboard, FeatureStatistics } from "@/server/dashboards/feature-dashboard";

interface Props {
  dashboard: FeatureDashboard;
  statistics: FeatureStatistics;
  view: FeatureView;
}

const WINDOWS: readonly (readonly [FeatureView["window"], string, string])[] = [
  ["8", "±8", "8 tokens on each side of the peak"],
  ["32", "±32", "32 tokens on each side of the peak"],
  ["all", "whole", "The whole passage"],
];

/** Passages in which the feature was active: the strongest, and samples from equal ranges of its values. */
export function Examples({ dashboard, statistics, view }: Props) {
  const { top, bands, address } = dashboard;
  const { max, activeTokens, activePassages, bandCounts } = statistics;
  const highestFirst = Array.from({ length: BANDS }, (_, i) => BANDS - i);
  const range = (band: number) => formatRange(((band - 1) / BANDS) * max, (band / BANDS) * max, max);
  const share = (band: number) => formatPercent((bandCounts[band - 1] ?? 0) / activeTokens);
  const to = (change: Partial<FeatureView>) => featureUrl(address, { ...view, ...change });
  const list = (examples: Example[]) => (
    <ExampleList
      examples={examples}
      max={max}
      window={view.window === "all" ? null : Number(view.window)}
      breaks={view.breaks === "show"}
    />
  );
  return (
    <section className="mt-5" aria-labelledby="examples-title">
      <h2 id="examples-title" className="sr-only">
        Examples
      </h2>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <nav aria-label="Range of values" className="flex flex-wrap gap-1.5">
          <Choice to={to({ band: 0 })} chosen={view.band === 0}>
            All
          </Choice>
          {highestFirst.map((band) => (
            <Choice key={band} to={to({ band })} chosen={view.band === band}>
              {range(band)} · {share(band)}
            </Choice>
          ))}
        </nav>
        <nav aria-label="How much text" className="flex flex-wrap gap-1.5">
          {WINDOWS.map(([window, name, tip]) => (
            <Choice key={window} to={to({ window })} chosen={view.window === window} tip={tip}>
              {name}
            </Choice>
          ))}
          <Choice
            to={to({ breaks: view.breaks === "show" ? "hide" : "show" })}
            chosen={view.breaks === "show"}
            tip="Line breaks of the text"
          >
            ↵ {view.breaks === "show" ? "shown" : "hidden"}
          </Choice>
        </nav>
      </div>
      {view.band === 0 && (
        <Group
          title="Strongest"
          note={`${top.length < TOP_EXAMPLES ? "all" : "top"} ${top.length} of ${formatCount(activePassages)} passages, one example each; repeats of the same words folded`}
        >
          {list(top)}
        </Group>
      )}
      {highestFirst
        .filter((band) => view.band === 0 || view.band === band)
        .map((band) => (
          <Group
            key={band}
            title={range(band)}
            note={`${share(band)} of active tokens · ${sampleNote(bands[band - 1]?.length ?? 0)}`}
          >
            {list(bands[band - 1] ?? [])}
          </Group>
        ))}
    </section>
  );
}

function sampleNote(samples: number): string {
  return samples === 0 ? "no passage has its peak in this range" : `${samples} sampled by a fixed hash`;
}

interface ChoiceProps {
  to: string;
  chosen: boolean;
  tip?: string;
  children: ReactNode;
}

function Choice({ to, chosen, tip, children }: ChoiceProps) {
  return (
    <Link
      href={to}
      replace
      scroll={false}
      prefetch={false}
      className="control"
      aria-current={chosen ? "true" : undefined}
      data-tip={tip}
    >
      {children}
    </Link>
  );
}

interface GroupProps {
  title: string;
  note: string;
  children: ReactNode;
}

function Group({ title, note, children }: GroupProps) {
  return (
    <section className="mt-4">
      <h3 className="mb-1 flex flex-wrap gap-x-2.5 text-xs text-soft">
        <span className="font-semibold text-ink">{title}</span> {note}
      </h3>
      {children}
    </section>
  );
}
