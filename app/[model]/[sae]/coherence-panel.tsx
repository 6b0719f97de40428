import Link from "next/link";
import { Explained } from "@/app/components/explained";
import { DISTANCE_MEANINGS, DISTANCE_NAMES, type MeasuredDistance } from "@/domain/distances";
import { formatCounted } from "@/domain/format";
import { mapUrl } from "@/domain/map-view";
import type { SaeAddress } from "@/domain/urls";

interface Props {
  address: SaeAddress;
  /** Most coherent first. */
  distances: readonly MeasuredDistance[];
  mapped: boolean;
}

const AUC_TIP =
  "Of a feature and its nearest: the share of random pairs of features whose words around their peaks have less " +
  "in common. Neighbours come from one half of the passages, words from the other half.";

/** How well each kind of nearness agrees with passages that it has not seen. */
export function CoherencePanel({ address, distances, mapped }: Props) {
  const measured = distances.flatMap(({ coherence }) => coherence ?? []);
  const [one] = measured;
  return (
    <section className="card" aria-labelledby="coherence-title">
      <h2 id="coherence-title" className="card-title">
        Neighbours{one && `, held out over ${formatCounted(one.features, "feature")}`}
      </h2>
      {distances.length === 0 ? (
        <p className="text-soft">Workers compare the features once their directions are read.</p>
      ) : (
        <>
          <table className="w-full">
            <thead className="text-xs text-soft">
              <tr>
                <th scope="col" className="pb-1 text-left font-medium">
                  near by
                </th>
                <th scope="col" className="pb-1 text-right font-medium">
                  <Explained tip={AUC_TIP}>AUC</Explained>
                </th>
                <th scope="col" className="pb-1 text-right font-medium">
                  random
                </th>
              </tr>
            </thead>
            <tbody>
              {distances.map(({ distance, coherence }) => (
                <tr key={distance} className="border-t border-line">
                  <th scope="row" className="py-1.5 text-left font-normal">
                    {mapped ? (
                      <Link
                        href={mapUrl(address, { by: distance })}
                        prefetch={false}
                        className="link"
                        data-tip={DISTANCE_MEANINGS[distance]}
                        aria-label={`Map by ${DISTANCE_NAMES[distance]}`}
                      >
                        {DISTANCE_NAMES[distance]}
                      </Link>
                    ) : (
                      <Explained tip={DISTANCE_MEANINGS[distance]}>{DISTANCE_NAMES[distance]}</Explained>
                    )}
                  </th>
                  <td className="text-right font-semibold">{coherence ? coherence.auc.toFixed(3) : "–"}</td>
                  <td className="text-right text-soft">
                    {coherence ? coherence.random.auc.toFixed(3) : "–"}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="mt-2 text-xs text-soft">
            {one
              ? "At 1, a feature’s nearest always has more words in common with it than any other feature has, in passages that the distance has not seen; at 0.5, no more than a feature drawn at random."
              : "How well they agree with the passages is measured after a complete collection."}
          </p>
        </>
      )}
    </section>
  );
}
