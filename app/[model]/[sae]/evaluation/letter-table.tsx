import Link from "next/link";
import { formatPercent } from "@/domain/format";
import type { EvaluatedLetter } from "@/domain/sae-evaluation";
import { featureUrl, type SaeAddress } from "@/domain/urls";

const HEADINGS = ["probe’s F1", "words", "full", "fraction", "random: full", "fraction"];

/** All letters, those that nothing can be told of too, with the features that stand for them. */
export function LetterTable({
  address,
  letters,
}: {
  address: SaeAddress;
  letters: readonly EvaluatedLetter[];
}) {
  return (
    <div className="mt-2 max-h-96 overflow-auto" tabIndex={0} role="region" aria-label="Absorption by letter">
      <table className="w-full min-w-150">
        <thead className="sticky top-0 bg-panel text-soft">
          <tr>
            <th scope="col" className="pb-1 text-left font-medium">
              letter
            </th>
            {HEADINGS.map((name, i) => (
              <th key={i} scope="col" className="pb-1 pl-4 text-right font-medium">
                {name}
              </th>
            ))}
            <th scope="col" className="pb-1 pl-4 text-left font-medium">
              its features
            </th>
          </tr>
        </thead>
        <tbody>
          {letters.map(({ letter, probeF1, judged, features, random }) => (
            <tr key={letter} className="border-t border-line">
              <th scope="row" className="py-0.5 text-left font-normal">
                {letter}
              </th>
              {[
                probeF1.toFixed(2),
                String(judged),
                ...[features.full, features.fraction, random.full, random.fraction].map(formatPercent),
              ].map((value, i) => (
                <td key={i} className="pl-4 text-right whitespace-nowrap">
                  {value}
                </td>
              ))}
              <td className="pl-4">
                {features.main.map((index) => (
                  <Link
                    key={index}
                    href={featureUrl({ ...address, index })}
                    prefetch={false}
                    className="link mr-2"
                    aria-label={`Feature ${index}`}
                  >
                    {index}
                  </Link>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
