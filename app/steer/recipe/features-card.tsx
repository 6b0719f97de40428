"use client";

import type { FoundSteerable } from "@/server/procedures/steer/find-features";
import { AddFeature } from "./add-feature";
import { featureName, type RecipeDraft } from "./draft";
import { FeatureRow } from "./feature-row";
import type { useOutputScores } from "./use-output-scores";

interface Props {
  draft: RecipeDraft;
  saes: readonly string[];
  /** What is known of features, by their names. */
  known: ReadonlyMap<string, FoundSteerable>;
  scores: ReturnType<typeof useOutputScores>;
  chosen: ReadonlySet<string>;
  /** There is nothing to steer with, not even a vector. */
  isEmpty: boolean;
  onChange: (draft: RecipeDraft) => void;
  onAdd: (feature: FoundSteerable) => void;
}

/** The features of a recipe, and the way to more of them. */
export function FeaturesCard({ draft, saes, known, scores, chosen, isEmpty, onChange, onAdd }: Props) {
  return (
    <section className="card" aria-labelledby="features-title">
      <h2 id="features-title" className="card-title">
        Features
      </h2>
      {draft.features.length > 0 && (
        <ul className="mb-3 space-y-3">
          {draft.features.map((feature, i) => (
            <FeatureRow
              key={featureName(feature)}
              model={draft.model}
              value={feature}
              label={known.get(featureName(feature))?.label ?? null}
              max={known.get(featureName(feature))?.max ?? null}
              score={scores.get(featureName(feature))}
              onChange={(next) => onChange({ ...draft, features: draft.features.with(i, next) })}
              onRemove={() => onChange({ ...draft, features: draft.features.toSpliced(i, 1) })}
            />
          ))}
        </ul>
      )}
      {isEmpty && (
        <p className="mb-3 text-soft">
          Add a feature: the model will write as if it were there all the time, or never.
        </p>
      )}
      <AddFeature model={draft.model} saes={saes} chosen={chosen} onAdd={onAdd} />
    </section>
  );
}
