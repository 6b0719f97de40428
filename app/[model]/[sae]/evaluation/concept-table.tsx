import Link from "next/link";
import { formatPercent } from "@/domain/format";
import type { ProbedConcept } from "@/domain/sae-evaluation";
import { evaluationUrl, featureUrl, type SaeAddress } from "@/domain/urls";
import { ACCURACIES, sortConcepts, type ConceptOrder } from "./concept-order";

interface Props {
  address: SaeAddress;
  concepts: readonly ProbedConcept[];
  by: ConceptOrder;
}

const COLUMNS: readonly { key: keyof typeof ACCURACIES; name: string }[] = [
  { key: "one", name: "1 feature" },
  { key: "five", name: "5 features" },
  { key: "neurons", name: "5 numbers" },
  { key: "random", name: "5 random" },
  { key: "whole", name: "all" },
];

/** Every concept with its accuracies and the feature that tells it best. */
export function ConceptTable({ address, concepts, by }: Props) {
  const heading = (key: ConceptOrder, name: string) => (
    <Link
      href={evaluationUrl(address, { by: key === "five" ? undefined : key })}
      prefetch={false}
      scroll={false}
      className={key === by ? "font-semibold text-ink" : "hover:text-ink"}
    >
      {name}
    </Link>
  );
  const sorted = (key: ConceptOrder) =>
    key !== by ? undefined : key === "name" ? ("ascending" as const) : ("descending" as const);
  return (
    <div className="max-h-130 overflow-auto" tabIndex={0} role="region" aria-label="Concepts by accuracy">
      <table className="w-full min-w-160">
        <thead className="sticky top-0 bg-panel text-xs text-soft">
          <tr>
            <th scope="col" aria-sort={sorted("name")} className="pb-1 text-left font-medium">
              {heading("name", "concept")}
            </th>
            {COLUMNS.map(({ key, name }) => (
              <th
                key={key}
                scope="col"
                aria-sort={sorted(key)}
                className="pb-1 pl-4 text-right font-medium whitespace-nowrap"
              >
                {heading(key, name)}
              </th>
            ))}
            <th scope="col" className="pb-1 pl-4 text-right font-medium whitespace-nowrap">
              best feature
            </th>
          </tr>
        </thead>
        <tbody>
          {sortConcepts(concepts, by).map((concept) => (
            <tr key={concept.name} className="border-t border-line">
              <th scope="row" className="py-1 text-left font-normal">
                {concept.name}
              </th>
              {COLUMNS.map(({ key }) => (
                <td key={key} className="pl-4 text-right whitespace-nowrap">
                  {formatPercent(ACCURACIES[key](concept))}
                </td>
              ))}
              <td className="pl-4 text-right">
                {concept.chosen[0] !== undefined && (
                  <Link
                    href={featureUrl({ ...address, index: concept.chosen[0] })}
                    prefetch={false}
                    className="link"
                    aria-label={`Feature ${concept.chosen[0]}`}
                  >
                    {concept.chosen[0]}
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
