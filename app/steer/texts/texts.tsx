"use client";

import { useState } from "react";
import { perplexity } from "@/domain/steering-run";
import { steeredNames, STEERING_MODES, VECTOR_UNIT } from "@/domain/steering";
import type { ShownToken } from "@/server/procedures/steer/run-view";
import type { LiveRun } from "../use-run";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { FollowedFeature } from "./followed-feature";
import { readWords } from "./read-words";
import type { Shading } from "./shading";
import { TextColumn } from "./text-column";
import { TokenFeatures } from "./token-features";
import { useWrittenFeatures } from "./use-written-features";

interface Props {
  run: LiveRun | null;
  /** Those of the model, where another than the first feature's may be chosen. */
  saes?: readonly string[];
  /** By name (steeredNames), with what a vector is called. */
  maxima: ReadonlyMap<string, { max: number | null; name?: string }>;
  shading: Shading;
  writing: boolean;
}

/** Default and steered texts side by side. */
export function Texts({ run, saes = [], maxima, shading, writing }: Props) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [followed, setFollowed] = useState<number | null>(null);
  const sae = chosen ?? run?.recipe.features[0]?.sae ?? saes[0] ?? "";
  const reading = useWrittenFeatures(run, shading === "features" ? sae : null, followed);
  const [place, setPlace] = useState(0);
  const names = run ? steeredNames(run.recipe) : [];
  const shown = place < names.length ? place : 0;
  const name = names[shown] ?? "";
  const max = maxima.get(name)?.max ?? null;
  const called = maxima.get(name)?.name;
  const feature = {
    ...{ place: shown, name: called ?? name, max },
    ...(called === undefined ? {} : { unit: VECTOR_UNIT }),
  };
  if (!run) return <NoText />;
  const { recipe, prompt, steps } = run;
  const own = perplexity(tokensOf(steps, 0));
  return (
    <>
      {names.length > 1 && shading === "activation" && (
        <div
          className="mb-3 flex flex-wrap gap-1.5"
          role="group"
          aria-label="Feature that colours the tokens"
        >
          {names.map((each, i) => (
            <button
              key={each}
              type="button"
              className="control min-h-7 px-2 py-0.5 text-xs"
              aria-pressed={i === shown}
              onClick={() => setPlace(i)}
            >
              {maxima.get(each)?.name ?? each}
            </button>
          ))}
        </div>
      )}
      {shading === "features" && (
        <>
          <FollowedFeature
            address={{ model: recipe.model, sae }}
            saes={saes}
            onSae={(next) => {
              setChosen(next);
              setFollowed(null);
            }}
            followed={
              followed === null
                ? null
                : { feature: followed, name: reading.known.get(followed)?.label || `Feature ${followed}` }
            }
            onShowAll={() => setFollowed(null)}
          />
          <ProblemNote problem={reading.problem} />
        </>
      )}
      <div className="grid gap-3.5 md:grid-cols-2">
        {[0, ...recipe.doses].map((dose, text) => (
          <TextColumn
            key={text}
            title={text === 0 ? "Default" : "Steered"}
            note={text === 0 ? "the model as it is" : noteOf(recipe, dose)}
            prompt={prompt}
            tokens={tokensOf(steps, text)}
            shading={text === 0 && shading === "kl" ? "none" : shading}
            feature={feature}
            own={text === 0 ? null : own}
            writing={writing}
            {...(shading === "features" && prompt
              ? {
                  reading: (
                    <TokenFeatures
                      words={readWords(
                        [...prompt.pieces, ...tokensOf(steps, text).flatMap(({ piece }) => piece ?? [])],
                        reading.texts[text],
                        reading.known,
                        followed,
                      )}
                      written={prompt.pieces.length}
                      followed={followed}
                      onFollow={setFollowed}
                    />
                  ),
                }
              : {})}
          />
        ))}
      </div>
      {shading === "features" && (
        <p className="mt-3 text-soft">
          Both texts are read by the model as it is, without the edits, as a text of your own would be.
        </p>
      )}
    </>
  );
}

/** The tokens of one text of a run: 0 is the default one, then each dose. */
export function tokensOf(steps: LiveRun["steps"], text: number): ShownToken[] {
  return steps.flatMap((step) => {
    const token = step[text];
    return token ? [token] : [];
  });
}

/** What is done at this dose, as far as it can be said in a line. */
export function noteOf({ features, vectors = [], doses }: LiveRun["recipe"], dose: number): string {
  const [first, ...others] = [...features, ...vectors];
  if (!first) return "";
  if (others.length > 0)
    return doses.length > 1
      ? `all strengths × ${dose}`
      : `${others.length + 1} ${vectors.length === 0 ? "features" : "features and vectors"}`;
  const { mode, strength } = first;
  const amount = Number((strength * dose).toPrecision(3));
  if (mode === "ablate") return STEERING_MODES.ablate.name;
  const unit = "vector" in first ? VECTOR_UNIT : mode === "scale" ? "its value" : "max";
  return `${STEERING_MODES[mode].name} ${amount} × ${unit}`;
}

function NoText() {
  return (
    <div className="grid gap-3.5 md:grid-cols-2">
      {["Default", "Steered"].map((title) => (
        <section key={title} className="card min-h-56" aria-label={title}>
          <h2 className="card-title text-ink">{title}</h2>
          <p className="text-soft">
            {title === "Default"
              ? "What the model writes after the prompt as it is."
              : "What it writes with your features turned. Both draw the same random numbers, so they part where the features make the difference."}
          </p>
        </section>
      ))}
    </div>
  );
}
