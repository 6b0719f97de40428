import Link from "next/link";
import { ActivationText } from "@/app/components/activation-text/activation-text";
import { browseUrl, type BrowseQuery, type FeatureSort } from "@/domain/browse";
import { formatActivation, formatLabelScore, formatPercent } from "@/domain/format";
import { methodName } from "@/domain/label-method-names";
import { LABEL_METHODS } from "@/domain/labels";
import { pieceLabel } from "@/domain/tokens";
import { featureUrl, saeUrl, type SaeAddress } from "@/domain/urls";
import type { FeatureTableRow, SaeDashboard } from "@/server/procedures/sae/feature-table";
import { FilterForm } from "./filter-form";

const SNIPPET_WINDOW = 8;
const SKELETON_ROWS = 8;

interface Props {
  address: SaeAddress;
  dashboard: SaeDashboard;
  /** Whether workers are still to fill it. */
  waiting: boolean;
}

/** A page of features with their strongest example; order, filters and place are in the address. */
export function FeatureTable({ address, dashboard, waiting }: Props) {
  const path = saeUrl(address);
  const { rows, before, after, densities, query } = dashboard;
  const nothingYet = !densities || densities.features === 0;
  const to = (change: Partial<BrowseQuery>) =>
    browseUrl(path, { ...query, after: undefined, before: undefined, ...change });
  return (
    <section className="mt-7" aria-labelledby="features-title">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <h2 id="features-title" className="text-lg font-semibold tracking-tight">
          Features
        </h2>
        {!nothingYet && <FilterForm path={path} query={query} />}
      </div>
      {nothingYet && <NothingYet address={address} waiting={waiting} />}
      {!nothingYet && rows.length === 0 && (
        <p className="mt-4 border-y border-line py-6 text-soft">
          No feature fits these filters.{" "}
          <Link href={path} scroll={false} className="link">
            Show all
          </Link>
        </p>
      )}
      {rows.length > 0 && (
        <table className="mt-3 w-full table-fixed border-collapse">
          <thead className="text-xs text-soft">
            <tr className="border-b border-line">
              <SortHead name="Feature" sort="index" query={query} to={to} className="w-20 sm:w-22" />
              <th scope="col" className="py-2 text-left font-medium">
                Label and strongest example
              </th>
              <th scope="col" className="hidden w-44 py-2 pl-4 text-left font-medium lg:table-cell">
                Promotes
              </th>
              <SortHead
                name="Density"
                sort="density"
                query={query}
                to={to}
                numeric
                className="hidden w-26 sm:table-cell"
              />
              <SortHead
                name="Max"
                sort="max"
                query={query}
                to={to}
                numeric
                className="hidden w-20 sm:table-cell"
              />
              <SortHead
                name="Score"
                sort="score"
                query={query}
                to={to}
                numeric
                className="hidden w-20 md:table-cell"
              />
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.index} address={address} row={row} />
            ))}
          </tbody>
        </table>
      )}
      {(before || after) && (
        <nav aria-label="Pages" className="mt-4 flex gap-2">
          <PageLink to={before && to({ before })} shortcut="k">
            ‹ previous
          </PageLink>
          <PageLink to={after && to({ after })} shortcut="j">
            next ›
          </PageLink>
        </nav>
      )}
    </section>
  );
}

function Row({ address, row }: { address: SaeAddress; row: FeatureTableRow }) {
  const url = featureUrl({ ...address, index: row.index });
  return (
    <tr className="relative border-b border-line align-top hover:bg-panel">
      <th scope="row" className="py-2.5 pr-2 text-left font-normal">
        <Link
          href={url}
          prefetch={false}
          className="font-semibold after:absolute after:inset-0 hover:text-accent"
          aria-label={`Feature ${row.index}`}
        >
          {row.index}
        </Link>
        <span className="mt-0.5 block text-xs text-soft sm:hidden">
          {formatPercent(row.density)}
          <br />
          at most {formatActivation(row.max)}
        </span>
      </th>
      <td className="py-2.5 leading-[1.65]">
        {row.label && (
          <p className="font-medium [overflow-wrap:anywhere]">
            <bdi>{row.label.text}</bdi>{" "}
            <span className="text-xs font-normal text-soft" data-tip={LABEL_METHODS[row.label.method]}>
              {methodName(row.label.method)}
              {row.label.state === "disputed" && " · disputed"}
              <span className="md:hidden">
                {row.label.score !== null && ` ${formatLabelScore(row.label.score, row.label.shuffled)}`}
              </span>
            </span>
          </p>
        )}
        {row.example ? (
          <ActivationText passage={row.example} max={row.max} window={SNIPPET_WINDOW} />
        ) : (
          <span className="text-soft">never active</span>
        )}
      </td>
      <td className="hidden py-2.5 pl-4 lg:table-cell">
        <span className="block truncate font-mono text-[12px] leading-[1.9] text-soft">
          <bdi>{row.promoted.map(({ piece }) => pieceLabel(piece)).join("  ")}</bdi>
        </span>
      </td>
      <td className="hidden py-2.5 text-right sm:table-cell">{formatPercent(row.density)}</td>
      <td className="hidden py-2.5 text-right sm:table-cell">{formatActivation(row.max)}</td>
      <td className="hidden py-2.5 text-right md:table-cell">
        {row.label?.score?.toFixed(2) ?? "–"}
        {typeof row.label?.shuffled === "number" && (
          <span
            className="block text-xs text-soft"
            data-tip="What labels of other features reach on the same text"
          >
            random {row.label.shuffled.toFixed(2)}
          </span>
        )}
      </td>
    </tr>
  );
}

interface SortHeadProps {
  name: string;
  sort: FeatureSort;
  query: BrowseQuery;
  to: (change: Partial<BrowseQuery>) => string;
  numeric?: boolean;
  className: string;
}

/** Pressing the sorted column turns it around; pressing another starts with its large values, or with feature 0. */
function SortHead({ name, sort, query, to, numeric = false, className }: SortHeadProps) {
  const sorted = query.sort === sort;
  const first = sort === "index" ? "asc" : "desc";
  const order = sorted ? (query.order === "asc" ? "desc" : "asc") : first;
  return (
    <th
      scope="col"
      className={`py-2 font-medium ${numeric ? "text-right" : "text-left"} ${className}`}
      aria-sort={sorted ? (query.order === "asc" ? "ascending" : "descending") : undefined}
    >
      <Link
        href={to({ sort, order })}
        prefetch={false}
        scroll={false}
        className={`inline-flex gap-1 hover:text-ink ${sorted ? "text-ink" : ""} ${numeric ? "flex-row-reverse" : ""}`}
      >
        {name}
        {sorted && <span aria-hidden="true">{query.order === "asc" ? "↑" : "↓"}</span>}
      </Link>
    </th>
  );
}

function PageLink({ to, shortcut, children }: { to: string | null; shortcut: string; children: string }) {
  return to === null ? (
    <span className="control" role="link" aria-disabled="true">
      {children}
    </span>
  ) : (
    <Link
      href={to}
      prefetch={false}
      scroll={false}
      className="control"
      data-shortcut={shortcut}
      aria-keyshortcuts={shortcut}
    >
      {children}
    </Link>
  );
}

function NothingYet({ address, waiting }: { address: SaeAddress; waiting: boolean }) {
  return waiting ? (
    <div
      className="mt-4 divide-y divide-line border-y border-line"
      aria-label="Waiting for the first results"
      role="img"
    >
      {Array.from({ length: SKELETON_ROWS }, (_, i) => (
        <div key={i} className="flex gap-4 py-3">
          <div className="skeleton h-5 w-12" />
          <div className="skeleton h-5" style={{ width: `${70 - ((i * 13) % 34)}%` }} />
        </div>
      ))}
    </div>
  ) : (
    <p className="mt-4 border-y border-line py-6 text-soft">
      There are no features to show: no corpus has been read to the end with this SAE. Start with{" "}
      <code className="font-mono text-[12.5px] [overflow-wrap:anywhere] text-ink">
        npm run featurescope -- collect {address.model}/{address.sae}
      </code>
    </p>
  );
}
