"use client";

import Link from "next/link";
import { formatActivation, formatCount } from "@/domain/format";
import { STEERING_MODES, type SteeredFeature, type SteeringMode } from "@/domain/steering";
import { featureUrl } from "@/domain/urls";
import { SteersMark } from "./steers-mark";
import { StrengthField } from "./strength-field";

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
        <StrengthField
          name={name}
          value={strength}
          unit={mode === "scale" ? "× its value" : "× max"}
          spoken={mode === "scale" ? "its value" : "its maximum"}
          onChange={(strength) => onChange({ ...value, strength })}
        />
      )}
    </li>
  );
}
