import { formatInterval } from "@/domain/steering-answer";
import { PREDICTORS, type BenchmarkSummary } from "@/domain/steering-benchmark";

/** How well what is known of a feature beforehand tells how well it will steer. */
export function PredictorTable({ predictors, best }: Pick<BenchmarkSummary, "predictors" | "best">) {
  const sorted = predictors.toSorted((a, b) => Math.abs(b.rho.mean) - Math.abs(a.rho.mean));
  return (
    <>
      <table className="w-full max-w-2xl">
        <thead className="text-xs text-soft">
          <tr>
            <th scope="col" className="pb-1 text-left font-medium">
              known beforehand
            </th>
            <th scope="col" className="pb-1 text-right font-medium">
              rank correlation with the score
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ name, rho }) => (
            <tr key={name} className="border-t border-line">
              <th scope="row" className="py-1.5 text-left font-normal">
                {PREDICTORS[name]}
              </th>
              <td className="text-right">{formatInterval(rho)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {best && (
        <p className="mt-2 max-w-[78ch] text-[13px] text-soft">
          Chosen on half of the features, the best is the {PREDICTORS[best.name]}; on the other half its rank
          correlation is {formatInterval(best.heldOut)}.
        </p>
      )}
    </>
  );
}
