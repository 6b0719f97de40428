"use client";

import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import type { FoundSteerable } from "@/server/procedures/steer/find-features";
import { featureName } from "./draft";
import { FoundRow } from "./found-row";
import { Suggestions } from "./suggestions";
import { useFind } from "./use-find";
import { useOutputScores } from "./use-output-scores";

interface Props {
  model: string;
  saes: readonly string[];
  /** Those that are in the recipe already. */
  chosen: ReadonlySet<string>;
  onAdd: (feature: FoundSteerable) => void;
}

/** Finds features by id, by words or by the meaning of their label, and adds them. */
export function AddFeature({ model, saes, chosen, onAdd }: Props) {
  const [text, setText] = useState("");
  const { found, comparing, search, clear } = useFind(model);
  const random = useCall(async () => {
    const sae = saes[0];
    const index = sae === undefined ? null : await server.feature.pickRandom.query({ model, sae });
    if (sae === undefined || index === null) return;
    const [feature] = await server.steer.findFeatures.query({ model, text: `${sae}/${index}` });
    if (feature) onAdd(feature);
  });
  const [bestFirst, setBestFirst] = useState(false);
  const scores = useOutputScores(model, found ?? []);
  const scoreOf = (feature: FoundSteerable) => scores.get(featureName(feature));
  const unchosen = found?.filter((feature) => !chosen.has(featureName(feature)));
  const offered = bestFirst
    ? unchosen?.toSorted((a, b) => (scoreOf(b) ?? -Infinity) - (scoreOf(a) ?? -Infinity) || 0)
    : unchosen;
  const byMeaning = found?.[0]?.match === "meaning";
  const says = found && offered && sayFound(found.length, offered.length, byMeaning, comparing);
  return (
    <div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== "") void search.run(text.trim());
        }}
        className="flex gap-2"
        role="search"
      >
        <input
          value={text}
          onChange={({ target }) => setText(target.value)}
          aria-label="Find a feature by id, by a word or by its meaning"
          placeholder="A word or an id"
          maxLength={200}
          autoComplete="off"
          className="field min-w-0 flex-1 text-[15px] sm:text-sm"
        />
        <button type="submit" className="control" disabled={search.busy}>
          Find
        </button>
        <button
          type="button"
          className="control"
          disabled={random.busy}
          data-tip="Add a feature worth looking at"
          onClick={() => void random.run()}
        >
          Random
        </button>
      </form>
      <div className="mt-2 empty:hidden">
        <ProblemNote problem={search.problem ?? random.problem} />
      </div>
      {says && (
        <p className="mt-2 text-soft" role="status">
          {says}
        </p>
      )}
      {offered && offered.length > 1 && (
        <label className="mt-2 flex items-center gap-2 text-xs text-soft">
          <input
            type="checkbox"
            checked={bestFirst}
            onChange={({ target }) => setBestFirst(target.checked)}
          />
          Those that steer best first
        </label>
      )}
      {offered && offered.length > 0 && (
        <ul className="mt-2 divide-y divide-line border-y border-line" aria-label="Found features">
          {offered.map((feature) => (
            <FoundRow
              key={`${feature.sae}/${feature.feature}`}
              feature={feature}
              score={scoreOf(feature)}
              note={feature.match === "meaning" && !byMeaning ? "near in meaning" : null}
              onChoose={() => {
                onAdd(feature);
                clear();
                setText("");
              }}
            />
          ))}
        </ul>
      )}
      {found === null && chosen.size === 0 && <Suggestions model={model} onAdd={onAdd} />}
    </div>
  );
}

/** What to know of what was found, where it does not speak for itself. */
function sayFound(found: number, offered: number, byMeaning: boolean, comparing: boolean): string | null {
  if (found === 0)
    return comparing
      ? "No label has these words. Comparing meanings …"
      : "Nothing is found by this id or these words.";
  if (offered === 0) return "All that is found is in the recipe already.";
  return byMeaning ? "No word matches; nearest in meaning:" : null;
}
