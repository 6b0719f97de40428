"use client";

import { useMemo, useState } from "react";
import type { Bet } from "@/app/components/bets";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { ShareButton } from "@/app/components/share/share-button";
import { isOver } from "@/domain/steering-run";
import type { Citation } from "@/domain/sharing";
import { embedUrl, harnessCsvUrl, recipeJsonUrl, steeringRunUrl } from "@/domain/urls";
import type { FoundSteerable } from "@/server/procedures/steer/find-features";
import { BetCard } from "./bet-card";
import { compareRuns } from "./compare-runs";
import { AddFeature } from "./recipe/add-feature";
import { newDraft, PRESETS, steered, withVectors, type RecipeDraft } from "./recipe/draft";
import { FeatureRow } from "./recipe/feature-row";
import { useOutputScores } from "./recipe/use-output-scores";
import { VectorsCard, type KnownVector } from "./recipe/vectors-card";
import { TextSettings } from "./recipe/text-settings";
import type { Shading } from "./texts/shading";
import { CostPanel } from "./texts/cost-panel";
import { outcomeOf } from "./texts/outcome";
import { Texts, tokensOf } from "./texts/texts";
import { useRun, type LiveRun } from "./use-run";

interface Props {
  model: string;
  /** The model can be sent conversations. */
  chat: boolean;
  saes: readonly string[];
  /** What is known of the features that the page begins with. */
  features: readonly FoundSteerable[];
  /** Vectors that can be added, and those of the recipe. */
  vectors?: readonly KnownVector[];
  /** Ids of those that a new recipe begins with. */
  chosenVectors?: readonly string[];
  /** What the page begins with instead of a new recipe. */
  recipe?: RecipeDraft | null;
  /** A stored run that the page shows. */
  run: LiveRun | null;
  /** What would be otherwise if that run were written anew. */
  changed: readonly string[];
  /** Of that run. */
  citation?: Citation;
}

const nameOf = ({ sae, feature }: { sae: string; feature: number }) => `${sae}/${feature}`;

/** The recipe on one side, default and steered text on the other. */
export function Playground(props: Props) {
  const { model, chat, saes, features, vectors = [], recipe = null, run: stored, changed, citation } = props;
  const [draft, setDraft] = useState<RecipeDraft>(
    stored?.recipe ?? recipe ?? newDraft(model, features, props.chosenVectors),
  );
  const [known, setKnown] = useState(new Map(features.map((feature) => [nameOf(feature), feature])));
  const [shading, setShading] = useState<Shading>("activation");
  const [bet, setBet] = useState<{ on: string | null; bet: Bet } | null>(null);
  const [repeated, setRepeated] = useState<LiveRun | null>(null);
  const { run, writing, starting, problem, start, repeat, stop } = useRun(stored);
  const chosen = useMemo(() => new Set(draft.features.map(nameOf)), [draft.features]);
  const scores = useOutputScores(model, draft.features);
  const over = run?.status ? isOver(run.status.state) : false;
  const verdict =
    repeated && run && run.id !== repeated.id ? compareRuns(comparable(repeated), comparable(run)) : null;

  // of a bet that was made before the text was there, and of the strongest dose
  const isBetOn = bet !== null && run !== null && bet.on !== run.id;
  const outcome =
    isBetOn && over ? outcomeOf(tokensOf(run.steps, 0), tokensOf(run.steps, run.recipe.doses.length)) : null;

  const add = (feature: FoundSteerable) => {
    if (chosen.has(nameOf(feature))) return;
    setKnown((before) => new Map(before).set(nameOf(feature), feature));
    setDraft((before) => ({
      ...before,
      features: [...before.features, steered(feature.sae, feature.feature)],
    }));
  };
  const isEmpty = draft.features.length + (draft.vectors ?? []).length === 0;
  const maxima = useMemo(
    () =>
      new Map<string, { max: number | null; name?: string }>([
        ...known,
        ...vectors.map(({ id, name, norm }) => [`vector ${id}`, { max: norm, name }] as const),
      ]),
    [known, vectors],
  );
  const begin = () => {
    setRepeated(null);
    // what was bet on is decided by the text that it was made for
    if (outcome) setBet(null);
    start(draft);
  };

  return (
    <div
      className="mt-5 grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[370px_minmax(0,1fr)]"
      onKeyDown={(event) => {
        const asked = event.key === "Enter" && (event.ctrlKey || event.metaKey);
        if (asked && !writing && !isEmpty) begin();
      }}
    >
      <div className="min-w-0 space-y-3.5">
        <section className="card" aria-labelledby="features-title">
          <h2 id="features-title" className="card-title">
            Features
          </h2>
          {draft.features.length > 0 && (
            <ul className="mb-3 space-y-3">
              {draft.features.map((feature, i) => (
                <FeatureRow
                  key={nameOf(feature)}
                  model={model}
                  value={feature}
                  label={known.get(nameOf(feature))?.label ?? null}
                  max={known.get(nameOf(feature))?.max ?? null}
                  score={scores.get(nameOf(feature))}
                  onChange={(next) => setDraft({ ...draft, features: draft.features.with(i, next) })}
                  onRemove={() => setDraft({ ...draft, features: draft.features.toSpliced(i, 1) })}
                />
              ))}
            </ul>
          )}
          {isEmpty && (
            <p className="mb-3 text-soft">
              Add a feature: the model will write as if it were there all the time, or never.
            </p>
          )}
          <AddFeature model={model} saes={saes} chosen={chosen} onAdd={add} />
        </section>
        <VectorsCard
          offered={vectors}
          value={draft.vectors ?? []}
          onChange={(next) => setDraft(({ vectors: _before, ...rest }) => withVectors(rest, next))}
        />
        {draft.features.length > 0 && (
          <div className="flex flex-wrap gap-1.5" role="group" aria-label="Presets">
            {PRESETS.map(({ name, says, apply }) => (
              <button
                key={name}
                type="button"
                className="control min-h-7 px-2.5 py-0.5 text-xs"
                data-tip={says}
                onClick={() => setDraft(apply(draft))}
              >
                {name}
              </button>
            ))}
          </div>
        )}
        <section className="card" aria-label="Text">
          <TextSettings draft={draft} chat={chat} onChange={setDraft} />
        </section>
        {!isEmpty && !writing && (
          <BetCard
            bet={bet?.bet ?? null}
            outcome={outcome}
            onBet={(chosen) => setBet(chosen && { on: run?.id ?? null, bet: chosen })}
          />
        )}
        <div className="flex flex-wrap gap-2">
          {writing ? (
            <button key="stop" type="button" className="control flex-1" onClick={stop} disabled={starting}>
              Stop
            </button>
          ) : (
            <button
              key="start"
              type="button"
              onClick={begin}
              className="control control-primary flex-1 disabled:cursor-default disabled:opacity-60"
              disabled={isEmpty}
              aria-describedby={isEmpty ? "write-needs" : undefined}
            >
              {run ? "Write again" : "Write"}
            </button>
          )}
          <button
            type="button"
            className="control"
            disabled={writing}
            data-tip="Write with other random numbers: another text"
            onClick={() => setDraft({ ...draft, seed: (draft.seed + 1) % 0x1_0000_0000 })}
          >
            New seed
          </button>
        </div>
        {isEmpty && (
          <p id="write-needs" className="text-soft">
            To write, add a feature first: there is nothing to steer with yet.
          </p>
        )}
      </div>

      <div className="min-w-0">
        <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
          <div className="flex gap-1.5" role="group" aria-label="Colour tokens by">
            {SHADINGS.map(([value, name, tip]) => (
              <button
                key={value}
                type="button"
                className="control"
                aria-pressed={shading === value}
                data-tip={tip}
                onClick={() => setShading(value)}
              >
                {name}
              </button>
            ))}
          </div>
          {run?.prompt && (
            <div className="flex flex-wrap gap-2">
              {over && !writing && (
                <button
                  type="button"
                  className="control"
                  data-tip="Write it once more, exactly as it was asked for, and compare"
                  onClick={() => {
                    setRepeated(run);
                    repeat(run);
                  }}
                >
                  Replay
                </button>
              )}
              <a href={recipeJsonUrl(run.id)} className="control">
                Recipe
              </a>
              <a
                href={harnessCsvUrl(run.id)}
                className="control"
                data-tip="As a steering file for lm-evaluation-harness, a common test program for language models"
              >
                CSV
              </a>
              <ShareButton
                embed={{ path: embedUrl(steeringRunUrl(run.id)), title: `A text of ${model}, steered` }}
                {...(citation && run.id === stored?.id ? { citation } : {})}
              />
            </div>
          )}
        </div>
        <ProblemNote problem={problem} />
        <div role="status" className="mb-3 space-y-1 empty:hidden">
          {run?.status?.notice && (
            <p>
              <b className="font-semibold">{run.status.notice.message}</b>{" "}
              <span className="text-soft">{run.status.notice.hint}</span>
            </p>
          )}
          {run?.status?.state === "stopped" && <p className="text-soft">Stopped.</p>}
          {verdict && <p className={verdict.same ? "text-good" : "text-bad"}>{verdict.says}</p>}
        </div>
        {changed.length > 0 && run?.id === stored?.id && (
          <ul className="mb-3 text-soft">
            {changed.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        <Texts run={run} saes={saes} maxima={maxima} shading={shading} writing={writing} />
        {run?.prompt && over && <CostPanel key={run.id} id={run.id} recipe={run.recipe} />}
      </div>
    </div>
  );
}

const SHADINGS: readonly (readonly [Shading, string, string])[] = [
  ["activation", "Activation", "Orange: how active the feature is at each token, before the edit"],
  ["kl", "Change", "Blue: how much the edit changed the chances of the next words (KL divergence)"],
  [
    "features",
    "Features",
    "Every token with its strongest features, as the model by itself reads the text: follow one through it",
  ],
  ["none", "Plain", "No colours"],
];

const comparable = ({ steps, status }: LiveRun) => ({
  steps,
  engine: status?.engine ?? null,
  over: status !== null && isOver(status.state),
});
