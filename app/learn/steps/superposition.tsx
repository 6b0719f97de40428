"use client";

import { useState, type KeyboardEvent, type PointerEvent } from "react";

const NAMES = ["dog", "rain", "sad", "castle", "sorry"];
const SIZE = 320;
const CENTRE = SIZE / 2;
const LENGTH = 108;
const STEP = Math.PI / 36;
/** Two of them lie close, so that there is something to mend. */
const START = [0.3, 0.9, 2.4, 3.9, 5.2];

/** Ideas as directions in a plane, to be dragged; how much each stirs the others is the cosine between them. */
export function Superposition() {
  const [angles, setAngles] = useState<readonly number[]>(START);
  const [held, setHeld] = useState(0);
  const turn = (index: number, angle: number) => {
    setHeld(index);
    setAngles(angles.with(index, angle));
  };
  const onMove = (index: number) => (event: PointerEvent<SVGGElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    if (!box) return;
    const scale = SIZE / box.width;
    turn(
      index,
      Math.atan2(CENTRE - (event.clientY - box.top) * scale, (event.clientX - box.left) * scale - CENTRE),
    );
  };
  const onKey = (index: number) => (event: KeyboardEvent<SVGGElement>) => {
    const step = { ArrowLeft: STEP, ArrowUp: STEP, ArrowRight: -STEP, ArrowDown: -STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    turn(index, (angles[index] ?? 0) + step);
  };
  const heldAngle = angles[held] ?? 0;
  const worst = Math.max(
    ...angles.flatMap((a, i) => angles.slice(i + 1).map((b) => Math.max(0, Math.cos(a - b)))),
  );
  return (
    <div className="grid items-center gap-5 sm:grid-cols-[minmax(0,320px)_1fr]">
      <svg
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        className="mx-auto w-full max-w-80 touch-none rounded-card bg-sunken select-none"
        role="group"
        aria-label="Five ideas as directions between two cells"
      >
        <line x1={CENTRE} y1={16} x2={CENTRE} y2={SIZE - 16} className="stroke-line-strong/40" />
        <line x1={16} y1={CENTRE} x2={SIZE - 16} y2={CENTRE} className="stroke-line-strong/40" />
        <text x={SIZE - 10} y={CENTRE - 6} textAnchor="end" className="fill-soft text-[11px]">
          cell 1
        </text>
        <text x={CENTRE + 6} y={16} className="fill-soft text-[11px]">
          cell 2
        </text>
        {angles.map((angle, i) => {
          const { x, y } = pointAt(angle, LENGTH, LENGTH);
          const name = pointAt(angle, LENGTH + 24, LENGTH + 16);
          return (
            <g
              key={NAMES[i]}
              role="slider"
              tabIndex={0}
              aria-label={`Direction of “${NAMES[i] ?? ""}”`}
              aria-valuemin={0}
              aria-valuemax={359}
              aria-valuenow={degrees(angle)}
              aria-valuetext={`${degrees(angle)} degrees`}
              className="cursor-grab"
              onPointerDown={(event) => {
                event.currentTarget.setPointerCapture(event.pointerId);
                setHeld(i);
              }}
              onPointerMove={onMove(i)}
              onKeyDown={onKey(i)}
            >
              <line
                x1={CENTRE}
                y1={CENTRE}
                x2={x}
                y2={y}
                strokeWidth={i === held ? 3.5 : 2}
                className={i === held ? "stroke-accent" : "stroke-ink"}
              />
              <circle cx={x} cy={y} r={20} fill="transparent" />
              <circle cx={x} cy={y} r={6} className={i === held ? "fill-accent" : "fill-ink"} />
              <text
                x={name.x}
                y={name.y + 4}
                textAnchor="middle"
                className="fill-ink text-[13px] font-medium"
              >
                {NAMES[i]}
              </text>
            </g>
          );
        })}
      </svg>
      <div>
        <p className="mb-2 text-soft">
          When <b className="font-semibold text-ink">{NAMES[held]}</b> is fully on, the others seem to be on
          by
        </p>
        <ul className="space-y-1.5">
          {angles.map((angle, i) => {
            const share = Math.max(0, Math.cos(angle - heldAngle));
            return (
              i !== held && (
                <li key={NAMES[i]} className="grid grid-cols-[4rem_1fr_3rem] items-center gap-3">
                  <span>{NAMES[i]}</span>
                  <span className="h-3 rounded-sm bg-sunken" aria-hidden="true">
                    <span
                      className="block h-3 rounded-sm bg-activation"
                      style={{ width: `${Math.round(share * 100)}%` }}
                    />
                  </span>
                  <span>{Math.round(share * 100)} %</span>
                </li>
              )
            );
          })}
        </ul>
        <p className="mt-3" role="status">
          The worst pair overlaps by <b className="font-semibold">{Math.round(worst * 100)} %</b>. The best
          that five can do here is 31 %.
        </p>
      </div>
    </div>
  );
}

/** To tenths of a pixel: the last digits of a cosine differ from one machine to another. */
function pointAt(angle: number, width: number, height: number): { x: number; y: number } {
  const round = (value: number) => Math.round(value * 10) / 10;
  return { x: round(CENTRE + width * Math.cos(angle)), y: round(CENTRE - height * Math.sin(angle)) };
}

function degrees(angle: number): number {
  return (Math.round((angle * 180) / Math.PI) + 720) % 360;
}
