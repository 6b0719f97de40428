import Link from "next/link";
import { useEffect, useState } from "react";
import { server } from "@/app/trpc/client";
import { formatInterval } from "@/domain/steering-answer";
import { PREDICTORS } from "@/domain/steering-benchmark";
import { benchmarkUrl } from "@/domain/urls";
import type { FoundSteerable } from "@/server/procedures/steer/find-features";
import type { Suggestion } from "@/server/procedures/steer/suggest-features";
import { FoundRow } from "./found-row";
import { useOutputScores } from "./use-output-scores";

interface Props {
  model: string;
  onAdd: (feature: FoundSteerable) => void;
}

/** Features to begin with, those first that are likeliest to steer well. */
export function Suggestions({ model, onAdd }: Props) {
  const [suggestion, setSuggestion] = useState<Suggestion | null>(null);
  useEffect(() => {
    let wanted = true;
    // a list to choose from is a help, and the page is whole without it
    server.steer.suggest.query({ model }).then(
      (found) => wanted && setSuggestion(found),
      () => undefined,
    );
    return () => void (wanted = false);
  }, [model]);
  const scores = useOutputScores(model, suggestion?.features ?? []);
  if (!suggestion || suggestion.features.length === 0) return null;
  const { by, sae, features } = suggestion;
  return (
    <section className="mt-3" aria-labelledby="suggestions-title">
      <h3 id="suggestions-title" className="text-sm font-medium">
        To begin with
      </h3>
      <ul className="mt-1 divide-y divide-line border-y border-line">
        {features.map((feature) => (
          <FoundRow
            key={feature.feature}
            feature={feature}
            score={scores.get(`${feature.sae}/${feature.feature}`)}
            onChoose={() => onAdd(feature)}
          />
        ))}
      </ul>
      <p className="mt-1.5 text-xs text-soft">
        Ordered by the {PREDICTORS[by.name]}, {by.rho && by.rho.mean < 0 ? "lowest" : "highest"} first.{" "}
        {by.rho && (
          <>
            In <Link href={benchmarkUrl({ model, sae })}>the benchmark</Link> this goes with how well features
            steer, by a rank correlation of {formatInterval(by.rho)}
            {by.rho.low <= 0 && by.rho.high >= 0 && ", which may be chance"}.
          </>
        )}
      </p>
    </section>
  );
}
