import type { DosePoint } from "@/domain/steering-benchmark";

const WIDTH = 300;
const HEIGHT = 130;
const FOOT = 30;
const SIDE = 22;
const LINES = [
  { key: "concept", name: "concept", stroke: "stroke-accent", fill: "fill-accent" },
  { key: "fluency", name: "fluency", stroke: "stroke-soft", fill: "fill-soft" },
] as const;

interface Props {
  title: string;
  curve: readonly DosePoint[];
  chosenDose: number;
}

/** Concept and fluency of one arm by dose, on 0 to 2; the doses stand evenly, since they grow by factors. */
export function DoseFigure({ title, curve, chosenDose }: Props) {
  const doses = curve.map(({ dose }) => dose);
  const step = (WIDTH - 2 * SIDE) / Math.max(1, doses.length - 1);
  const x = (i: number) => SIDE + i * step;
  const y = (value: number) => 4 + (HEIGHT - FOOT - 8) * (1 - Math.min(2, Math.max(0, value)) / 2);
  const points = (key: "concept" | "fluency") =>
    curve.flatMap((point, i) =>
      point[key] === null ? [] : [{ x: x(i), y: y(point[key]), value: point[key], dose: point.dose }],
    );
  const said = LINES.map(
    ({ key, name }) =>
      `${name} ${points(key)
        .map(({ value, dose }) => `${value.toFixed(2)} at ${dose}`)
        .join(", ")}`,
  );
  return (
    <figure className="min-w-0">
      <figcaption>
        <span className="block text-[13px] font-semibold">{title}</span>
        <span className="text-xs text-soft" aria-hidden="true">
          <b className="text-accent">●</b> concept <b className="ml-2 text-soft">●</b> fluency
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="block w-full"
        role="img"
        aria-label={`${title}, by dose: ${said.join("; ")}`}
      >
        {[0, 1, 2].map((value) => (
          <g key={value}>
            <line x1={SIDE} x2={WIDTH - SIDE / 2} y1={y(value)} y2={y(value)} className="stroke-line" />
            <text x={SIDE - 6} y={y(value) + 4} textAnchor="end" className="fill-soft text-[10px]">
              {value}
            </text>
          </g>
        ))}
        {doses.map((dose, i) => (
          <text
            key={dose}
            x={x(i)}
            y={HEIGHT - FOOT + 14}
            textAnchor="middle"
            className={`text-[10px] ${dose === chosenDose ? "fill-ink font-semibold" : "fill-soft"}`}
          >
            {String(dose).replace("-", "−")}
          </text>
        ))}
        <text x={WIDTH / 2} y={HEIGHT - 3} textAnchor="middle" className="fill-soft text-[10px]">
          dose, × maximum (bold: the chosen one)
        </text>
        {LINES.map(({ key, stroke, fill, name }) => (
          <g key={key}>
            <polyline
              points={points(key)
                .map((point) => `${point.x},${point.y}`)
                .join(" ")}
              fill="none"
              strokeWidth={1.5}
              className={stroke}
            />
            {points(key).map((point) => (
              <circle
                key={point.dose}
                cx={point.x}
                cy={point.y}
                r={3}
                className={fill}
                data-tip={`${name} ${point.value.toFixed(2)} at ${point.dose} × max`}
              />
            ))}
          </g>
        ))}
      </svg>
    </figure>
  );
}
