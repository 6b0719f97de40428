import { formatInterval } from "@/domain/steering-answer";
import { ARM_NAMES, BENCHMARK_ARMS, type BenchmarkSummary, type Interval } from "@/domain/steering-benchmark";

const WIDTH = 520;
const ROW = 26;
const LEFT = 128;
const RIGHT = 14;
const AXIS = 34;
/** Scores lie in 0..2; where all are low the axis ends earlier, so that differences can be seen. */
const ENDS = [0.25, 0.5, 1, 2];

/** Scores of the arms side by side, each with its interval. The table below has the same figures. */
export function ArmFigure({ summary }: { summary: BenchmarkSummary }) {
  const arms = ARM_NAMES.flatMap((name) => {
    const score = summary.arms[name]?.score;
    return score ? [{ name, score }] : [];
  });
  const most = Math.max(...arms.map(({ score }) => score.high));
  const end = ENDS.find((value) => value >= most) ?? 2;
  const x = (value: number) => LEFT + (Math.max(0, value) / end) * (WIDTH - LEFT - RIGHT);
  const height = arms.length * ROW + AXIS;
  const said = arms.map(({ name, score }) => `${name} ${formatInterval(score)}`).join(", ");
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${height}`}
      className="block w-full max-w-2xl min-w-110"
      role="img"
      aria-label={`Mean score of each arm with its 95 % interval: ${said}`}
    >
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <g key={share}>
          <line x1={x(share * end)} x2={x(share * end)} y1={0} y2={height - AXIS} className="stroke-line" />
          <text
            x={x(share * end)}
            y={height - AXIS + 14}
            textAnchor="middle"
            className="fill-soft text-[11px]"
          >
            {String(Number((share * end).toFixed(4)))}
          </text>
        </g>
      ))}
      <text x={x(end / 2)} y={height - 4} textAnchor="middle" className="fill-soft text-[11px]">
        score, from 0 (nothing) to 2 (as the feature’s own texts, and as fluent)
      </text>
      {arms.map(({ name, score }, i) => (
        <ArmRow key={name} name={name} score={score} y={(i + 0.5) * ROW} x={x} />
      ))}
    </svg>
  );
}

interface RowProps {
  name: keyof typeof BENCHMARK_ARMS;
  score: Interval;
  y: number;
  x: (value: number) => number;
}

function ArmRow({ name, score, y, x }: RowProps) {
  const own = name === "feature";
  return (
    <g data-tip={`${BENCHMARK_ARMS[name]}: ${formatInterval(score)}`}>
      <rect x={0} y={y - ROW / 2} width={WIDTH} height={ROW} fill="transparent" />
      <text
        x={LEFT - 10}
        y={y + 4}
        textAnchor="end"
        className={`text-[12px] ${own ? "fill-ink font-semibold" : "fill-soft"}`}
      >
        {name.replace("-", " ")}
      </text>
      <line
        x1={x(score.low)}
        x2={x(score.high)}
        y1={y}
        y2={y}
        strokeWidth={2}
        className={own ? "stroke-accent" : "stroke-soft"}
      />
      <circle cx={x(score.mean)} cy={y} r={4} className={own ? "fill-accent" : "fill-soft"} />
    </g>
  );
}
