import { PREDICTORS, type BenchmarkSummary, type Interval } from "@/domain/steering-benchmark";
import { shownArms } from "@/domain/summarise-steering";
import type { BenchmarkArm } from "@/domain/steering-benchmark";

/** A benchmark's summary as lines for a terminal. */
export function benchmarkTable({
  features,
  aboveControls,
  arms,
  predictors,
  best,
}: BenchmarkSummary): string {
  const names = shownArms({ arms: Object.keys(arms) as BenchmarkArm[] });
  const rows = names.flatMap((arm) => {
    const of = arms[arm];
    if (!of) return [];
    const { score, concept, fluency, frontArea, behindFeature } = of;
    return [
      [
        arm,
        told(score),
        told(concept),
        told(fluency),
        told(frontArea),
        behindFeature ? told(behindFeature) : "",
      ],
    ];
  });
  const lines = [["arm", "score (0..2)", "concept", "fluency", "front area", "behind the feature"], ...rows];
  const correlations = predictors.map(({ name, rho }) => `${PREDICTORS[name]}: ${told(rho)}`);
  return [
    ...lines.map((cells) =>
      cells
        .map((cell, i) => cell.padEnd(i === 0 ? 18 : 22))
        .join("")
        .trimEnd(),
    ),
    "",
    `${aboveControls} of ${features} features are above each of their controls.`,
    "Rank correlation with the feature's score:",
    ...correlations,
    ...(best
      ? [`Best on half of the features: ${PREDICTORS[best.name]}; on the others ${told(best.heldOut)}`]
      : []),
    "",
  ].join("\n");
}

/** Mean and interval of 95 %. */
const told = ({ mean, low, high, n }: Interval): string =>
  n === 0 ? "none" : `${mean.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
