import {
  PREDICTORS,
  type BenchmarkArms,
  type BenchmarkArm,
  type BenchmarkSummary,
  type Interval,
} from "@/domain/steering-benchmark";
import { shownArms } from "@/domain/summarise-steering";

/** A benchmark's summary as lines for a terminal. */
export function benchmarkTable({ bestPredicted, predictors, best, ...all }: BenchmarkSummary): string {
  return [
    ...armLines(all),
    ...(bestPredicted ? ["The half with the best output scores:", ...armLines(bestPredicted)] : []),
    "Rank correlation with the feature's score:",
    ...predictors.map(({ name, rho }) => `${PREDICTORS[name]}: ${told(rho)}`),
    ...(best
      ? [`Best on half of the features: ${PREDICTORS[best.name]}; on the others ${told(best.heldOut)}`]
      : []),
    "",
  ].join("\n");
}

function armLines({ features, aboveControls, arms }: BenchmarkArms): string[] {
  const rows = shownArms({ arms: Object.keys(arms) as BenchmarkArm[] }).flatMap((arm) => {
    const of = arms[arm];
    if (!of) return [];
    const figures = [of.score, of.concept, of.fluency, of.frontArea, of.behindFeature, of.similar];
    return [[arm, ...figures.map((figure) => (figure ? told(figure) : ""))]];
  });
  return [
    ...[
      ["arm", "score (0..2)", "concept", "fluency", "front area", "behind the feature", "likeness"],
      ...rows,
    ].map((cells) =>
      cells
        .map((cell, i) => cell.padEnd(i === 0 ? 18 : 22))
        .join("")
        .trimEnd(),
    ),
    `${aboveControls} of ${features} features are above each of their controls.`,
    "",
  ];
}

/** Mean and interval of 95 %. */
const told = ({ mean, low, high, n }: Interval): string =>
  n === 0 ? "none" : `${mean.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
