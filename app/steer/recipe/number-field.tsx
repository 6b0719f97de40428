"use client";

import { useId, useState } from "react";
import { readNumber } from "./draft";

interface Props {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  onChange: (value: number) => void;
  className?: string;
}

/** A number with its name; what is not one, or lies outside, is said at the field and not taken. */
export function NumberField({ label, value, min, max, step = 1, onChange, className }: Props) {
  const id = useId();
  // what was typed, as long as the value is the one that it led to
  const [typed, setTyped] = useState({ text: String(value), value });
  const text = typed.value === value ? typed.text : String(value);
  const read = readNumber(text);
  const wrong = read === null || read < min || read > max;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-0.5 block text-xs text-soft">
        {label}
      </label>
      <input
        id={id}
        inputMode="decimal"
        autoComplete="off"
        value={text}
        step={step}
        aria-invalid={wrong}
        aria-describedby={wrong ? `${id}-wrong` : undefined}
        onChange={({ target }) => {
          const next = readNumber(target.value);
          const taken = next !== null && next >= min && next <= max;
          setTyped({ text: target.value, value: taken ? next : value });
          if (taken) onChange(next);
        }}
        className={`field w-full ${wrong ? "border-bad" : ""}`}
      />
      {wrong && (
        <p id={`${id}-wrong`} className="mt-0.5 text-xs text-bad">
          {read === null ? "a number" : `${min} to ${max}`}
        </p>
      )}
    </div>
  );
}
