interface Props {
  title: string;
  points: readonly { step: number; value: number }[];
  /** Where the axis ends. */
  steps: number;
  /** Decimals of the labels. */
  digits: number;
}

const WIDTH = 300;
const HEIGHT = 110;

/** One metric over the steps of a run, from 0 up; the axis is as long as the run will be. */
export function Curve({ title, points, steps, digits }: Props) {
  const most = Math.max(0, ...points.map(({ value }) => value));
  const top = Math.max(most, 10 ** -digits);
  const last = points.at(-1);
  const x = (step: number) => ((step / steps) * WIDTH).toFixed(2);
  const y = (value: number) => (HEIGHT * (1 - value / top)).toFixed(2);
  const line = points.map(({ step, value }) => `${x(step)},${y(value)}`).join(" ");
  const label = last
    ? `${title} over steps: ${points[0]?.value.toFixed(digits)} at step ${points[0]?.step}, ${last.value.toFixed(digits)} at step ${last.step}`
    : `${title}: nothing measured yet`;
  return (
    <figure className="min-w-0">
      <figcaption className="flex items-baseline justify-between gap-2">
        <b className="font-semibold">{title}</b>
        <span className="text-xs text-soft">
          {last ? `most: ${most.toFixed(digits)}` : "nothing measured yet"}
        </span>
      </figcaption>
      <svg
        viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`}
        preserveAspectRatio="none"
        className="mt-1 block h-28 w-full"
        role="img"
        aria-label={label}
      >
        {[0, 0.5, 1].map((share) => (
          <line
            key={share}
            x1={0}
            x2={WIDTH}
            y1={HEIGHT * share}
            y2={HEIGHT * share}
            className="stroke-line"
            vectorEffect="non-scaling-stroke"
          />
        ))}
        <polyline
          points={line}
          fill="none"
          className="stroke-accent"
          strokeWidth={1.5}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <p className="flex justify-between text-xs text-soft">
        <span>0</span>
        <span>{steps.toLocaleString("en")} steps</span>
      </p>
    </figure>
  );
}
