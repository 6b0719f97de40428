import Link from "next/link";
import { ProblemNote } from "@/app/components/forms/problem-note";
import type { SearchTab } from "@/domain/search";
import { withQuery } from "@/domain/urls";
import { api } from "@/server/caller";
import { problemOf } from "@/server/errors";
import type { SearchResults } from "@/server/procedures/search/find";
import { ResultRow } from "./result-row";

interface Props {
  tab: Extract<SearchTab, "all" | "words" | "meaning">;
  raw: Record<string, string | undefined>;
}

/** What words, a meaning or both lead to, a page of it. */
export async function Results({ tab, raw }: Props) {
  let results: SearchResults;
  try {
    results = await api.search.find({ ranking: tab, parameters: raw });
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code === "INTERNAL" || problem.code === "DATABASE") throw error;
    return <ProblemNote problem={problem} />;
  }
  const { rows, notes, after } = results;
  const forms = new Set(results.forms);
  return (
    <section aria-labelledby="results-title">
      <h2 id="results-title" className="sr-only">
        Results
      </h2>
      {notes.map((note) => (
        <p key={note} className="mb-1 text-soft">
          {note}
        </p>
      ))}
      {rows.length === 0 ? (
        <NothingFound tab={tab} raw={raw} />
      ) : (
        <ul className="border-t border-line">
          {rows.map((row) => (
            <ResultRow
              key={`${row.address.model}/${row.address.sae}/${row.address.index}`}
              row={row}
              forms={forms}
            />
          ))}
        </ul>
      )}
      <nav aria-label="Pages" className="mt-4 flex gap-2">
        {raw.after && (
          <Link
            href={withQuery("/search", { ...raw, after: undefined })}
            prefetch={false}
            className="control"
          >
            ‹ first page
          </Link>
        )}
        {after && (
          <Link
            href={withQuery("/search", { ...raw, after })}
            prefetch={false}
            className="control"
            data-shortcut="j"
            aria-keyshortcuts="j"
          >
            next ›
          </Link>
        )}
      </nav>
    </section>
  );
}

function NothingFound({ tab, raw }: Props) {
  const filtered = ["model", "sae", "minPercent", "maxPercent", "method", "minScore"].some(
    (name) => raw[name],
  );
  return (
    <div className="border-y border-line py-6 text-soft">
      <p>{raw.after ? "There is nothing after this place." : "No feature was found."}</p>
      <p className="mt-1">
        {filtered
          ? "The filters may leave nothing over."
          : tab === "meaning"
            ? "Features are found by the meaning of their labels; those without a label are found by words."
            : "Try fewer or other words, or run a sentence that should turn the feature on under “Own text”."}
      </p>
    </div>
  );
}
