import Link from "next/link";
import { benchmarkUrl, featureUrl, type ResultAddress } from "@/domain/urls";
import { ARM_NAMES, type BenchmarkArm, type BenchmarkFeature } from "@/domain/steering-benchmark";

interface Props {
  address: ResultAddress;
  features: readonly BenchmarkFeature[];
  /** The feature that is shown in full. */
  chosen: number | null;
}

/** The features that were measured, those first that steer best, with the score of every arm. */
export function FeatureRows({ address, features, chosen }: Props) {
  const sorted = features.toSorted(
    (a, b) => scoreOf(b, "feature") - scoreOf(a, "feature") || a.feature - b.feature,
  );
  const arms = ARM_NAMES.filter((arm) => arm !== "none" && features.some(({ arms }) => arms[arm]));
  return (
    <div className="max-h-130 overflow-auto" tabIndex={0} role="region" aria-label="Features by score">
      <table className="w-full min-w-160">
        <thead className="sticky top-0 bg-panel text-xs text-soft">
          <tr>
            <th scope="col" className="pb-1 text-left font-medium">
              feature
            </th>
            {arms.map((arm) => (
              <th key={arm} scope="col" className="pb-1 pl-4 text-right font-medium">
                {arm.replace("-", " ")}
              </th>
            ))}
            <th scope="col" className="pb-1 pl-4 text-right font-medium">
              dose
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((one) => (
            <tr
              key={one.feature}
              className="border-t border-line"
              aria-current={one.feature === chosen ? "true" : undefined}
            >
              <th scope="row" className="py-1 text-left font-normal">
                <Link
                  href={benchmarkUrl(address, one.feature)}
                  prefetch={false}
                  className="link"
                  scroll={false}
                >
                  {one.label ?? `feature ${one.feature}`}
                </Link>{" "}
                <Link
                  href={featureUrl({ ...address, index: one.feature })}
                  prefetch={false}
                  className="text-xs text-soft hover:underline"
                >
                  {one.feature}
                </Link>
              </th>
              {arms.map((arm) => {
                const score = one.arms[arm]?.reported.score ?? null;
                return (
                  <td
                    key={arm}
                    className={`pl-4 text-right ${arm === "feature" ? "font-semibold" : "text-soft"}`}
                  >
                    {score === null ? "–" : score.toFixed(2)}
                  </td>
                );
              })}
              <td className="pl-4 text-right text-soft">
                {one.arms.feature ? `${one.arms.feature.chosenDose}×` : "–"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const scoreOf = ({ arms }: BenchmarkFeature, arm: BenchmarkArm): number => arms[arm]?.reported.score ?? -1;
