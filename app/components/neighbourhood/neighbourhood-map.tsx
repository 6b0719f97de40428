import type { Member } from "@/server/procedures/map/get-neighbourhood";
import type { Link } from "./lay-out";
import { nameOf } from "./member-list";

interface Props {
  /** The middle first. */
  members: readonly Member[];
  links: readonly Link[];
  places: readonly { x: number; y: number }[];
  hovered: number | null;
  onHover(index: number | null): void;
  onChoose(index: number): void;
}

const SIZE = 400;
const EDGE = 26;
const NAMED = 14;
const CHARACTERS = 22;
const CHARACTER_PX = 5.6;
const LINE_PX = 12;

/** The drawing; the list beside it says the same, so that screen readers leave this one out. */
export function NeighbourhoodMap({ members, links, places, hovered, onHover, onChoose }: Props) {
  const at = (n: number) => {
    const { x, y } = places[n] ?? { x: 0.5, y: 0.5 };
    return { x: EDGE + x * (SIZE - 2 * EDGE), y: EDGE + y * (SIZE - 2 * EDGE) };
  };
  const shown = members.findIndex(({ index }) => index === hovered);
  const names = placeNames(members, at);
  return (
    <svg
      viewBox={`0 0 ${SIZE} ${SIZE}`}
      className="aspect-square w-full rounded-card border border-line bg-panel"
      aria-hidden="true"
      data-neighbourhood=""
    >
      {links
        .filter(({ from }) => from === 0)
        .map(({ to, cosine }) => (
          <line
            key={to}
            x1={at(0).x}
            y1={at(0).y}
            x2={at(to).x}
            y2={at(to).y}
            className="stroke-line-strong"
            strokeWidth={0.5 + 2 * cosine}
          />
        ))}
      {members.map(({ index, cosine }, n) => (
        <circle
          key={index}
          cx={at(n).x}
          cy={at(n).y}
          r={n === 0 ? 8 : n === shown ? 7 : cosine === null ? 3.5 : 5}
          className={`cursor-pointer transition-[cx,cy] duration-500 motion-reduce:transition-none ${
            n === 0 || n === shown ? "fill-accent" : cosine === null ? "fill-line-strong" : "fill-soft"
          }`}
          onMouseEnter={() => onHover(index)}
          onMouseLeave={() => onHover(null)}
          onClick={() => onChoose(index)}
        />
      ))}
      {names
        .filter(({ n }) => shown < 0 || n === 0)
        .map(({ n, x, y, text }) => (
          <text
            key={n}
            x={x}
            y={y}
            textAnchor="middle"
            fontSize={n === 0 ? 12 : 10}
            className={`pointer-events-none fill-ink ${n === 0 ? "font-semibold" : ""}`}
            style={{ paintOrder: "stroke", stroke: "var(--color-panel)", strokeWidth: 3 }}
          >
            {text}
          </text>
        ))}
      {shown > 0 && (
        <text
          x={Math.min(SIZE - 90, Math.max(90, at(shown).x))}
          y={Math.max(14, at(shown).y - 12)}
          textAnchor="middle"
          fontSize={12}
          className="pointer-events-none fill-ink font-semibold"
          style={{ paintOrder: "stroke", stroke: "var(--color-panel)", strokeWidth: 4 }}
        >
          {shorten(nameOf(members[shown]?.name ?? ""))}
        </text>
      )}
    </svg>
  );
}

/** Names of the middle and of the nearest, each only where it covers no earlier one. */
function placeNames(members: readonly Member[], at: (n: number) => { x: number; y: number }) {
  const placed: { n: number; x: number; y: number; text: string; half: number }[] = [];
  for (let n = 0; n < members.length && placed.length < NAMED; n++) {
    const text = shorten(nameOf(members[n]?.name ?? ""));
    const half = (text.length * CHARACTER_PX) / 2;
    const { x, y } = at(n);
    const box = { n, x: Math.min(SIZE - half - 2, Math.max(half + 2, x)), y: y - 9, text, half };
    const free = placed.every(
      (other) => Math.abs(other.x - box.x) > other.half + half + 4 || Math.abs(other.y - box.y) > LINE_PX,
    );
    if (free) placed.push(box);
  }
  return placed;
}

const shorten = (text: string) => (text.length > CHARACTERS ? `${text.slice(0, CHARACTERS - 1)}…` : text);
