import { Explained } from "@/app/components/explained";
import { formatCounted, formatPercent } from "@/domain/format";
import { meanAccuracy, meanWhole, type ProbedConcept } from "@/domain/sae-evaluation";
import type { SaeAddress } from "@/domain/urls";
import { ConceptTable } from "./concept-table";
import type { ConceptOrder } from "./concept-order";

interface Props {
  address: SaeAddress;
  concepts: readonly ProbedConcept[];
  by: ConceptOrder;
}

const INPUTS = [
  { of: "features", name: "features of this SAE", tip: "Chosen by the difference of class means" },
  {
    of: "neurons",
    name: "single numbers of what it reads",
    tip: "Chosen in the same way among the numbers of the activation that the SAE reads. Where they do as well, the SAE has made nothing easier to tell.",
  },
  { of: "random", name: "random directions", tip: "Features of a random SAE with as many active at a token" },
  {
    of: "shuffled",
    name: "shuffled labels",
    tip: "Features of this SAE, with the answers dealt out at random",
  },
] as const;

/** How well the concepts of the rule library can be told, beside what they can be told from without the SAE. */
export function ProbingPanel({ address, concepts, by }: Props) {
  const whole = meanWhole(concepts);
  return (
    <section className="card" aria-labelledby="probing-title">
      <h2 id="probing-title" className="card-title">
        Sparse probing, {formatCounted(concepts.length, "concept")}
      </h2>
      {whole === null ? (
        <p className="text-soft">No rule holds at enough tokens of this corpus.</p>
      ) : (
        <>
          <table className="w-full max-w-140">
            <thead className="text-xs text-soft">
              <tr>
                <th scope="col" className="pb-1 text-left font-medium">
                  told from
                </th>
                <th scope="col" className="pb-1 pl-4 text-right font-medium">
                  one
                </th>
                <th scope="col" className="pb-1 pl-4 text-right font-medium">
                  five
                </th>
              </tr>
            </thead>
            <tbody>
              {INPUTS.map(({ of, name, tip }) => {
                const mean = meanAccuracy(concepts, of);
                return (
                  <tr key={of} className="border-t border-line">
                    <th scope="row" className="py-1.5 text-left font-normal">
                      <Explained tip={tip}>{name}</Explained>
                    </th>
                    <td className={FIGURE}>{mean && formatPercent(mean.one)}</td>
                    <td className={FIGURE}>{mean && formatPercent(mean.five)}</td>
                  </tr>
                );
              })}
              <tr className="border-t border-line">
                <th scope="row" className="py-1.5 text-left font-normal">
                  <Explained tip="A probe on all numbers of the activation: as much as can be told with a straight line">
                    all of what it reads
                  </Explained>
                </th>
                <td colSpan={2} className={FIGURE}>
                  {formatPercent(whole)}
                </td>
              </tr>
            </tbody>
          </table>
          <p className="mt-2 mb-4 max-w-[78ch] text-xs text-soft">
            Mean accuracy on passages that the probes were not fitted to. Half of the tokens are ones at which
            the rule holds, so 50 % is chance.
          </p>
          <ConceptTable address={address} concepts={concepts} by={by} />
        </>
      )}
    </section>
  );
}

const FIGURE = "pl-4 text-right whitespace-nowrap";
