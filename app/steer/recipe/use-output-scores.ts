import { useEffect, useRef, useState } from "react";
import { server } from "@/app/trpc/client";
import { SCORED_AT_ONCE } from "@/domain/output-score";
import { featureName } from "./draft";

/** Names come in bursts: what words find, then what meaning adds. */
const PAUSE_MS = 300;

export interface ScoredName {
  sae: string;
  feature: number;
}

/** What is known of the output scores of features, by "sae/feature"; absent while it is measured, null where it cannot be. */
export type OutputScores = ReadonlyMap<string, number | null>;

/** Has workers measure how well features steer, each once. */
export function useOutputScores(model: string, features: readonly ScoredName[]): OutputScores {
  const [scores, setScores] = useState<OutputScores>(new Map());
  const asked = useRef(new Set<string>());
  const key = features.map(featureName).join();
  useEffect(() => {
    if (key === "") return;
    const timer = setTimeout(() => {
      const names = key
        .split(",")
        .filter((name) => !asked.current.has(name))
        .slice(0, SCORED_AT_ONCE);
      if (names.length === 0) return;
      names.forEach((name) => asked.current.add(name));
      const wanted = names.map((name) => {
        const slash = name.lastIndexOf("/");
        return { sae: name.slice(0, slash), feature: Number(name.slice(slash + 1)) };
      });
      const tell = (found: readonly (number | null)[]) =>
        setScores(
          (before) => new Map([...before, ...names.map((name, i) => [name, found[i] ?? null] as const)]),
        );
      server.steer.scoreOutputs.query({ model, features: wanted }).then(tell, () => tell([]));
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [model, key]);
  return scores;
}
