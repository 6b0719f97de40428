"use client";

import { useMemo, useState } from "react";
import type { Bet } from "@/app/components/bets";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { isOver } from "@/domain/steering-run";
import type { Citation } from "@/domain/sharing";
import type { FoundSteerable } from "@/server/procedures/steer/find-features";
import { BetCard } from "./bet-card";
import { compareRuns } from "./compare-runs";
import { FeaturesCard } from "./recipe/features-card";
import { featureName, newDraft, steered, withVectors, type RecipeDraft } from "./recipe/draft";
import { PresetButtons } from "./recipe/preset-buttons";
import { useOutputScores } from "./recipe/use-output-scores";
import { VectorsCard, type KnownVector } from "./recipe/vectors-card";
import { TextSettings } from "./recipe/text-settings";
import { WriteButtons } from "./recipe/write-buttons";
import type { Shading } from "./texts/shading";
import { CostPanel } from "./texts/cost-panel";
import { outcomeOf } from "./texts/outcome";
import { RunNotes } from "./texts/run-notes";
import { TextToolbar } from "./texts/text-toolbar";
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
  /** Those that a new recipe begins with. */
  chosenVectors?: readonly KnownVector[];
  /** What the page begins with instead of a new recipe. */
  recipe?: RecipeDraft | null;
  /** A stored run that the page shows. */
  run: LiveRun | null;
  /** What would be otherwise if that run were written anew. */
  changed: readonly string[];
  /** Of that run. */
  citation?: Citation;
}

/** The recipe on one side, default and steered text on the other. */
export function Playground(props: Props) {
  const { model, chat, saes, features, vectors = [], recipe = null, run: stored, changed, citation } = props;
  const [draft, setDraft] = useState<RecipeDraft>(
    stored?.recipe ?? recipe ?? newDraft(model, features, props.chosenVectors),
  );
  const [known, setKnown] = useState(new Map(features.map((feature) => [featureName(feature), feature])));
  const [shading, setShading] = useState<Shading>("activation");
  const [bet, setBet] = useState<{ on: string | null; bet: Bet } | null>(null);
  const [repeated, setRepeated] = useState<LiveRun | null>(null);
  const { run, writing, starting, problem, start, repeat, stop } = useRun(stored);
  const chosen = useMemo(() => new Set(draft.features.map(featureName)), [draft.features]);
  const scores = useOutputScores(model, draft.features);
  const over = run?.status ? isOver(run.status.state) : false;
  const verdict =
    repeated && run && run.id !== repeated.id ? compareRuns(comparable(repeated), comparable(run)) : null;

  // of a bet that was made before the text was there, and of the strongest dose
  const isBetOn = bet !== null && run !== null && bet.on !== run.id;
  const outcome =
    isBetOn && over ? outcomeOf(tokensOf(run.steps, 0), tokensOf(run.steps, run.recipe.doses.length)) : null;

  const add = (feature: FoundSteerable) => {
    if (chosen.has(featureName(feature))) return;
    setKnown((before) => new Map(before).set(featureName(feature), feature));
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
  const replay = (of: LiveRun) => {
    setRepeated(of);
    repeat(of);
  };
  const isStored = run !== null && run.id === stored?.id;

  return (
    <div
      className="mt-5 grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[370px_minmax(0,1fr)]"
      onKeyDown={(event) => {
        const asked = event.key === "Enter" && (event.ctrlKey || event.metaKey);
        if (asked && !writing && !isEmpty) begin();
      }}
    >
      <div className="min-w-0 space-y-3.5">
        <FeaturesCard
          draft={draft}
          saes={saes}
          known={known}
          scores={scores}
          chosen={chosen}
          isEmpty={isEmpty}
          onChange={setDraft}
          onAdd={add}
        />
        <VectorsCard
          offered={vectors}
          value={draft.vectors ?? []}
          onChange={(next) => setDraft(({ vectors: _before, ...rest }) => withVectors(rest, next))}
        />
        {draft.features.length > 0 && <PresetButtons draft={draft} onChange={setDraft} />}
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
        <WriteButtons
          writing={writing}
          starting={starting}
          isEmpty={isEmpty}
          again={run !== null}
          onWrite={begin}
          onStop={stop}
          onNewSeed={() => setDraft({ ...draft, seed: (draft.seed + 1) % 0x1_0000_0000 })}
        />
      </div>

      <div className="min-w-0">
        <TextToolbar
          run={run}
          shading={shading}
          onShading={setShading}
          onReplay={over && !writing ? replay : null}
          citation={isStored ? citation : undefined}
        />
        <ProblemNote problem={problem} />
        <RunNotes run={run} verdict={verdict} changed={isStored ? changed : []} />
        <Texts run={run} saes={saes} maxima={maxima} shading={shading} writing={writing} />
        {run?.prompt && over && <CostPanel key={run.id} id={run.id} recipe={run.recipe} />}
      </div>
    </div>
  );
}

const comparable = ({ steps, status }: LiveRun) => ({
  steps,
  engine: status?.engine ?? null,
  over: status !== null && isOver(status.state),
});
