"use client";

import { useState } from "react";
import { perplexity } from "@/domain/steering-run";
import { STEERING_MODES } from "@/domain/steering";
import type { ShownToken } from "@/server/steering/run-view";
import type { LiveRun } from "../use-run";
import type { Shading } from "./shading";
import { TextColumn } from "./text-column";

interface Props {
  run: LiveRun | null;
  maxima: ReadonlyMap<string, { max: number | null }>;
  shading: Shading;
  writing: boolean;
}

/** Default and steered texts side by side. */
export function Texts({ run, maxima, shading, writing }: Props) {
  const [place, setPlace] = useState(0);
  const names = run?.recipe.features.map(({ sae, feature }) => `${sae}/${feature}`) ?? [];
  const shown = place < names.length ? place : 0;
  const name = names[shown] ?? "";
  const max = maxima.get(name)?.max ?? null;
  const feature = { place: shown, name, max };
  if (!run) return <NoText />;
  const { recipe, prompt, steps } = run;
  const tokensOf = (text: number): ShownToken[] =>
    steps.flatMap((step) => {
      const token = step[text];
      return token ? [token] : [];
    });
  const own = perplexity(tokensOf(0));
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
              aria-current={i === shown ? "true" : undefined}
              onClick={() => setPlace(i)}
            >
              {each}
            </button>
          ))}
        </div>
      )}
      <div className="grid gap-3.5 md:grid-cols-2">
        {[0, ...recipe.doses].map((dose, text) => (
          <TextColumn
            key={text}
            title={text === 0 ? "Default" : "Steered"}
            note={text === 0 ? "the model as it is" : noteOf(recipe, dose)}
            prompt={prompt}
            tokens={tokensOf(text)}
            shading={text === 0 && shading === "kl" ? "none" : shading}
            feature={feature}
            own={text === 0 ? null : own}
            writing={writing}
          />
        ))}
      </div>
    </>
  );
}

/** What is done at this dose, as far as it can be said in a line. */
export function noteOf({ features, doses }: LiveRun["recipe"], dose: number): string {
  const [first, ...others] = features;
  if (!first) return "";
  if (others.length > 0) return doses.length > 1 ? `all strengths × ${dose}` : `${features.length} features`;
  const { mode, strength } = first;
  const amount = Number((strength * dose).toPrecision(3));
  if (mode === "ablate") return STEERING_MODES.ablate.name;
  return `${STEERING_MODES[mode].name} ${amount} × ${mode === "scale" ? "its value" : "max"}`;
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
