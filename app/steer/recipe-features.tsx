"use client";

import { STEERING_MODES, type SteeredFeature } from "@/domain/steering";
import { SteersMark } from "./recipe/steers-mark";
import { useOutputScores } from "./recipe/use-output-scores";

/** What a chosen recipe does to which features, and how well these steer. */
export function RecipeFeatures({ model, features }: { model: string; features: readonly SteeredFeature[] }) {
  const scores = useOutputScores(model, features);
  return (
    <ul className="mt-1 text-xs text-soft">
      {features.map(({ sae, feature, mode, strength }) => (
        <li key={`${sae}/${feature}`}>
          {sae}/{feature}: {STEERING_MODES[mode].name} {mode === "ablate" ? "" : strength} ·{" "}
          {/* above the link that covers the card */}
          <span className="relative z-1">
            <SteersMark score={scores.get(`${sae}/${feature}`)} />
          </span>
          {/* a recipe that works at another strength would seem to be denied by its mark */}
          {typeof scores.get(`${sae}/${feature}`) === "number" && " at 1 × max"}
        </li>
      ))}
    </ul>
  );
}
