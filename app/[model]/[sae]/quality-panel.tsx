import Link from "next/link";
import { Explained } from "@/app/components/explained";
import { formatCounted, formatFigure, formatPercent } from "@/domain/format";
import { evaluationUrl, type SaeAddress } from "@/domain/urls";
import type { SaeDetails } from "@/server/queries/sae";

type Figure = "l0" | "fvu" | "ceRecovered" | "dead";

const FIGURES: readonly { key: Figure; name: string; formula: string; write: (value: number) => string }[] = [
  {
    key: "l0",
    name: "L0",
    formula: "Mean number of features above zero at a token",
    write: formatFigure,
  },
  {
    key: "fvu",
    name: "FVU",
    formula: "Fraction of variance unexplained:\nsum ‖x − x̂‖² / sum ‖x − mean x‖² over all tokens",
    write: formatFigure,
  },
  {
    key: "ceRecovered",
    name: "CE recovered",
    formula:
      "(CE zero − CE SAE) / (CE zero − CE clean):\nhow much of the model’s loss survives with x̂ in place of x; zero sets x to 0",
    write: formatFigure,
  },
  {
    key: "dead",
    name: "dead",
    formula: "Share of features that were zero at every token read",
    write: formatPercent,
  },
];

/** How well the SAE stands in for the activations, beside the same with random weights. */
export function QualityPanel({ address, sae }: { address: SaeAddress; sae: SaeDetails }) {
  const quality = sae.collection?.quality ?? null;
  const { control } = sae;
  return (
    <section className="card" aria-labelledby="quality-title">
      <h2 id="quality-title" className="card-title">
        Quality{quality && `, measured on ${formatCounted(quality.tokens, "token")}`}
      </h2>
      <table className="w-full">
        <thead className="text-xs text-soft">
          <tr>
            <td />
            <th scope="col" className="pb-1 text-right font-medium">
              this SAE
            </th>
            {control && (
              <th scope="col" className="pb-1 text-right font-medium">
                <span
                  data-tip="The same architecture with random weights, measured in the same way"
                  tabIndex={0}
                  className="cursor-help underline decoration-dotted underline-offset-3"
                >
                  random
                </span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {FIGURES.map(({ key, name, formula, write }) => (
            <tr key={key} className="border-t border-line">
              <th scope="row" className="py-1.5 text-left font-normal">
                <Explained tip={formula}>{name}</Explained>
              </th>
              <td className="text-right font-semibold">{quality ? write(quality[key]) : "–"}</td>
              {control && (
                <td className="text-right text-soft">
                  {control[key] === undefined ? "–" : write(control[key])}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {!quality && <p className="mt-2 text-xs text-soft">Not measured yet.</p>}
      <p className="mt-2 text-xs">
        <Link href={evaluationUrl(address)} prefetch={false} className="link">
          All figures and controls
        </Link>
      </p>
    </section>
  );
}
