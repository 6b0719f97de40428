"use client";

import Link from "next/link";
import { formatActivation, formatCount } from "@/domain/format";
import { STEERING_LIMITS, STEERING_MODES, type SteeredFeature, type SteeringMode } from "@/domain/steering";
import { featureUrl } from "@/domain/urls";
import { NumberField } from "./number-field";
import { SteersMark } from "./steers-mark";
import { positionOf, SLIDER_END, strengthAt } from "./strength-scale";

interface Props {
  model: string;
  value: SteeredFeature;
  label: string | null;
  max: number | null;
  /** Output score, as of SteersMark. */
  score: number | null | undefined;
  onChange: (value: SteeredFeature) => void;
  onRemove: () => void;
}

/** One feature of the recipe: what it is, what is done to it, and how much. */
export function FeatureRow({ model, value, label, max, score, onChange, onRemove }: Props) {
  const { sae, feature, mode, strength } = value;
  const name = `${sae}/${feature}`;
  const set = (strength: number) => onChange({ ...value, strength });
  return (
    <li className="border-t border-line pt-3 first:border-t-0 first:pt-0">
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <Link
            href={featureUrl({ model, sae, index: feature })}
            prefetch={false}
            className="font-semibold hover:text-accent"
          >
            {label ?? `Feature ${formatCount(feature)}`}
          </Link>
          <p className="text-xs text-soft">
            {name} · {max === null ? "no maximum yet" : `max ${formatActivation(max)}`} ·{" "}
            <SteersMark score={score} />
          </p>
        </div>
        <button type="button" className="control px-2" aria-label={`Remove ${name}`} onClick={onRemove}>
          ×
        </button>
      </div>
      <div className="mt-2 flex flex-wrap gap-1.5" role="radiogroup" aria-label={`What is done to ${name}`}>
        {(Object.keys(STEERING_MODES) as SteeringMode[]).map((choice) => (
          <button
            key={choice}
            type="button"
            role="radio"
            aria-checked={choice === mode}
            className="control min-h-7 px-2 py-0.5 text-xs"
            data-tip={STEERING_MODES[choice].says}
            onClick={() => onChange({ ...value, mode: choice })}
          >
            {STEERING_MODES[choice].name}
          </button>
        ))}
      </div>
      {mode !== "ablate" && (
        <div className="mt-2 grid grid-cols-[1fr_84px] items-end gap-3">
          <div>
            <input
              type="range"
              min={-SLIDER_END}
              max={SLIDER_END}
              value={positionOf(strength)}
              aria-label={`Strength of ${name}`}
              aria-valuetext={`${strength} times ${mode === "scale" ? "its value" : "its maximum"}`}
              onChange={({ target }) => set(strengthAt(Number(target.value)))}
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
            label={mode === "scale" ? "× its value" : "× max"}
            value={strength}
            min={-STEERING_LIMITS.strength}
            max={STEERING_LIMITS.strength}
            onChange={set}
          />
        </div>
      )}
    </li>
  );
}
