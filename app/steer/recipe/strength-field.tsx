"use client";

import { STEERING_LIMITS } from "@/domain/steering";
import { NumberField } from "./number-field";
import { positionOf, SLIDER_END, strengthAt } from "./strength-scale";

interface Props {
  /** Of what. */
  name: string;
  value: number;
  /** What a strength of 1 is, for the field: "× max"; and in words: "its maximum". */
  unit: string;
  spoken: string;
  onChange: (value: number) => void;
}

/** A strength as a slider and as a number. */
export function StrengthField({ name, value, unit, spoken, onChange }: Props) {
  return (
    <div className="mt-2 grid grid-cols-[1fr_84px] items-end gap-3">
      <div>
        <input
          type="range"
          min={-SLIDER_END}
          max={SLIDER_END}
          value={positionOf(value)}
          aria-label={`Strength of ${name}`}
          aria-valuetext={`${value} times ${spoken}`}
          onChange={({ target }) => onChange(strengthAt(Number(target.value)))}
          className="w-full accent-(--accent)"
        />
        <div className="relative h-4 text-[11px] text-soft" aria-hidden="true">
          {[-20, -3, -1, 0, 1, 3, 20].map((mark) => (
            <span
              key={mark}
              className="absolute -translate-x-1/2"
              style={{
                left: `calc(8px + (100% - 16px) * ${(positionOf(mark) + SLIDER_END) / (2 * SLIDER_END)})`,
              }}
            >
              {mark < 0 ? `−${-mark}` : mark}
            </span>
          ))}
        </div>
      </div>
      <NumberField
        label={unit}
        value={value}
        min={-STEERING_LIMITS.strength}
        max={STEERING_LIMITS.strength}
        onChange={onChange}
      />
    </div>
  );
}
