import Link from "next/link";
import { Explained } from "@/app/components/explained";
import { formatCounted, formatFigure, formatPercent } from "@/domain/format";
import { evaluationUrl, type SaeAddress } from "@/domain/urls";
import type { SaeDetails } from "@/server/procedures/sae/queries";

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

const CONTROLS = [
  {
    key: "double",
    name: "double",
    tip: "Trained in the same way while its directions stayed at random: what learning when to fire does alone",
  },
  {
    key: "control",
    name: "random",
    tip: "The same architecture with random weights, measured in the same way",
  },
] as const;

/** How well the SAE stands in for the activations, beside its controls. */
export function QualityPanel({ address, sae }: { address: SaeAddress; sae: SaeDetails }) {
  const quality = sae.collection?.quality ?? null;
  const controls = CONTROLS.flatMap(({ key, ...column }) =>
    sae[key] ? [{ ...column, figures: sae[key] }] : [],
  );
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
            {controls.map(({ name, tip }) => (
              <th key={name} scope="col" className="pb-1 text-right font-medium">
                <Explained tip={tip}>{name}</Explained>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {FIGURES.map(({ key, name, formula, write }) => (
            <tr key={key} className="border-t border-line">
              <th scope="row" className="py-1.5 text-left font-normal">
                <Explained tip={formula}>{name}</Explained>
              </th>
              <td className="text-right font-semibold">{quality ? write(quality[key]) : "–"}</td>
              {controls.map(({ name, figures }) => (
                <td key={name} className="text-right text-soft">
                  {figures[key] === undefined ? "–" : write(figures[key])}
                </td>
              ))}
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
