import { escapeHtml } from "./escape-html";

/** Bars on a logarithmic count axis, drawn on the server as SVG; each bar says its figures on hover. */

export interface Bar {
  count: number;
  /** What the bar stands for and its count, in words. */
  tip: string;
}

const WIDTH = 500;
const HEIGHT = 100;
const GAP = 0.14;

interface Props {
  bars: readonly Bar[];
  label: string;
  /** Classes for the fill; orange only where the bars are activations. */
  fill: string;
}

export function BarChart({ bars, label, fill }: Props) {
  const top = Math.log10(1 + Math.max(1, ...bars.map(({ count }) => count)));
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="block min-h-24 w-full flex-1"
      role="img"
      aria-label={label}
    >
      {decades(top).map((y) => (
        <line
          key={y}
          x1={0}
          x2={WIDTH}
          y1={HEIGHT * (1 - y / top)}
          y2={HEIGHT * (1 - y / top)}
          className="stroke-line"
          vectorEffect="non-scaling-stroke"
        />
      ))}
      <path className={fill} d={outline(bars, top)} />
      <g fill="transparent" dangerouslySetInnerHTML={{ __html: hoverAreas(bars) }} />
    </svg>
  );
}

/** All bars as one path. One observation must be seen beside ten thousand, so none is lower than a pixel or two. */
function outline(bars: readonly Bar[], top: number): string {
  const step = WIDTH / bars.length;
  const width = (step * (1 - GAP)).toFixed(2);
  return bars
    .map(({ count }, i) => {
      if (count === 0) return "";
      const height = Math.max((HEIGHT * Math.log10(1 + count)) / top, 1.5).toFixed(2);
      return `M${((i + GAP / 2) * step).toFixed(2)} ${HEIGHT}v-${height}h${width}v${height}z`;
    })
    .join("");
}

/** The full height over each bar, so that a short one need not be aimed at. */
function hoverAreas(bars: readonly Bar[]): string {
  const step = WIDTH / bars.length;
  return bars
    .map(
      ({ tip }, i) =>
        `<rect data-tip="${escapeHtml(tip)}" x="${i * step}" width="${step}" height="${HEIGHT}"/>`,
    )
    .join("");
}

/** Whole powers of ten below the top, where a faint line helps to read a logarithmic axis. */
function decades(top: number): number[] {
  return Array.from({ length: Math.floor(top) }, (_, i) => i + 1)
    .map((power) => Math.log10(1 + 10 ** power))
    .filter((y) => y < top);
}
