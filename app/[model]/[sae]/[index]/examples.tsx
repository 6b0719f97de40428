import Link from "next/link";
import type { ReactNode } from "react";
import { ExampleList } from "@/app/components/activation-text/example-list";
import { BANDS, TOP_EXAMPLES } from "@/domain/collections";
import { formatCount, formatCounted, formatPercent, formatRange } from "@/domain/format";
import { featureUrl, type FeatureView } from "@/domain/urls";
import type {
  Example,
  FeatureDashboard,
  FeatureStatistics,
} from "@/server/procedures/feature/feature-dashboard";

interface Props {
  dashboard: FeatureDashboard;
  statistics: FeatureStatistics;
  view: FeatureView;
}

/** Of the strongest; the others open on demand. */
const TOP_SHOWN = 10;

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
  const note = (band: number) =>
    `${share(band)} of active tokens · ${sampleNote(bands[band - 1]?.length ?? 0)}`;
  const to = (change: Partial<FeatureView>) => featureUrl(address, { ...view, ...change });
  const list = (examples: Example[]) => (
    <ExampleList
      examples={examples}
      max={max}
      window={view.window === "all" ? null : Number(view.window)}
      breaks={view.breaks === "show"}
      within={address}
    />
  );
  return (
    <section aria-labelledby="examples-title">
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
          {list(top.slice(0, TOP_SHOWN))}
          {top.length > TOP_SHOWN && (
            <details className="mt-1">
              <summary className="w-fit py-1 text-soft hover:text-ink">
                {top.length - TOP_SHOWN} more of the strongest
              </summary>
              {list(top.slice(TOP_SHOWN))}
            </details>
          )}
        </Group>
      )}
      {view.band === 0 && (
        <section className="mt-6" aria-labelledby="weaker-title">
          <h3 id="weaker-title" className="font-semibold">
            Weaker examples
          </h3>
          <p className="mb-2 text-soft">
            The strongest show one end only. These are drawn at random from five equal ranges of its values.
          </p>
          {highestFirst.map((band) => (
            <details key={band} className="border-t border-line last:border-b">
              <summary className="py-2">
                <span className="font-semibold">{range(band)}</span>{" "}
                <span className="text-soft">{note(band)}</span>
              </summary>
              {list(bands[band - 1] ?? [])}
            </details>
          ))}
        </section>
      )}
      {view.band !== 0 && (
        <Group title={range(view.band)} note={note(view.band)}>
          {list(bands[view.band - 1] ?? [])}
        </Group>
      )}
    </section>
  );
}

function sampleNote(samples: number): string {
  return samples === 0
    ? "no passage has its peak in this range"
    : `${formatCounted(samples, "example")}, drawn at random`;
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
