import { BENCHMARK_ARMS } from "@/domain/steering-benchmark";
import type { BehaviourRow } from "@/workers/steering/behaviours/judge-behaviour";

/** How often answers show a behaviour, as lines for a terminal. */
export function behaviourTable(
  about: string,
  tables: { more: BehaviourRow[]; less: BehaviourRow[] },
): string {
  const part = (title: string, rows: readonly BehaviourRow[]) => [
    title,
    ...[
      ["arm", "feature, dose", "answers that do", "less unedited", "perplexity"],
      ...rows.map((row) => [
        row.arm,
        row.feature === null ? "" : `${row.feature}, ${row.dose}`,
        `${row.shown} of ${row.answers} [${percent(row.interval[0])}, ${percent(row.interval[1])}]`,
        `${signed(row.difference.mean)} [${signed(row.difference.low)}, ${signed(row.difference.high)}]`,
        `x ${row.perplexityRatio.toFixed(2)}`,
      ]),
    ].map((cells) =>
      cells
        .map((cell, i) => cell.padEnd(i === 3 ? 26 : 24))
        .join("")
        .trimEnd(),
    ),
    "",
  ];
  return [
    ...part(`An answer that ${about}, chosen for more of it:`, tables.more),
    ...part("Chosen for less of it:", tables.less),
    ...Object.entries(BENCHMARK_ARMS)
      .filter(([arm]) => tables.more.some((row) => row.arm === arm))
      .map(([arm, says]) => `${arm}: ${says}`),
    "",
  ].join("\n");
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const signed = (share: number): string => `${share > 0 ? "+" : ""}${Math.round(share * 100)}`;
