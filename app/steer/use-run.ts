"use client";

import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { problemOfCall, server } from "@/app/trpc/client";
import { streams } from "@/app/trpc/stream-client";
import { isOver } from "@/domain/steering-run";
import { steeringRunUrl } from "@/domain/urls";
import type { Problem } from "@/server/errors";
import type { RunUpdate, ShownPrompt, ShownStep } from "@/server/procedures/steer/run-view";
import type { RecipeDraft } from "./recipe/draft";

/** A run as far as this page has heard of it. */
export interface LiveRun {
  id: string;
  /** What it was asked for. */
  recipe: RecipeDraft;
  /** Maxima of the recipe's features. */
  status: RunUpdate["status"] | null;
  prompt: ShownPrompt | null;
  steps: readonly ShownStep[];
}

type Change = { kind: "show"; run: LiveRun | null } | { kind: "update"; id: string; update: RunUpdate };

function reduce(run: LiveRun | null, change: Change): LiveRun | null {
  if (change.kind === "show") return change.run;
  if (!run || run.id !== change.id) return run;
  const { status, prompt, first, steps } = change.update;
  return {
    ...run,
    status,
    prompt: prompt ?? run.prompt,
    // an event may come twice after the connection broke
    steps: steps.length === 0 ? run.steps : [...run.steps.slice(0, first), ...steps],
  };
}

export interface RunControl {
  run: LiveRun | null;
  writing: boolean;
  /** From the press to the first answer. */
  starting: boolean;
  problem: Problem | null;
  start: (recipe: RecipeDraft) => void;
  /** Writes the shown run once more, exactly as it was asked for. */
  repeat: (original: LiveRun) => void;
  stop: () => void;
}

/** Kept for as long as the tab is open, so that a reload can still stop what it has started. */
const stopKeyName = (id: string): string => `stop ${id}`;

/** Starts, follows and stops runs; the address is that of the run that is shown. */
export function useRun(initial: LiveRun | null): RunControl {
  const [run, dispatch] = useReducer(reduce, initial);
  const [starting, setStarting] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const subscription = useRef<{ unsubscribe(): void }>(undefined);

  const follow = useCallback((id: string, from: number) => {
    subscription.current?.unsubscribe();
    subscription.current = streams.steer.watch.subscribe(
      { id, from },
      {
        onData({ data: update }) {
          // a run that the worker refuses is gone: only now is it sure to be there
          if (update.prompt && window.location.pathname !== steeringRunUrl(id))
            window.history.pushState(null, "", steeringRunUrl(id));
          dispatch({ kind: "update", id, update });
          setStarting(false);
        },
        onError(error) {
          setProblem(problemOfCall(error));
          setStarting(false);
        },
      },
    );
  }, []);

  useEffect(() => {
    if (initial && !(initial.status && isOver(initial.status.state)))
      follow(initial.id, initial.steps.length);
    return () => subscription.current?.unsubscribe();
  }, [initial, follow]);

  const begin = useCallback(
    async (recipe: RecipeDraft, ask: () => Promise<{ id: string; stopKey: string }>) => {
      setProblem(null);
      setStarting(true);
      try {
        const { id, stopKey } = await ask();
        window.sessionStorage.setItem(stopKeyName(id), stopKey);
        dispatch({ kind: "show", run: { id, recipe, status: null, prompt: null, steps: [] } });
        follow(id, 0);
      } catch (error) {
        setProblem(problemOfCall(error));
        setStarting(false);
      }
    },
    [follow],
  );

  return {
    run,
    starting,
    problem,
    writing: starting || (run !== null && problem === null && !(run.status && isOver(run.status.state))),
    start: (recipe) => void begin(recipe, () => server.steer.start.mutate({ recipe })),
    repeat: ({ id, recipe }) => void begin(recipe, () => server.steer.start.mutate({ repeat: id })),
    stop: () => {
      if (!run) return;
      const stopKey = window.sessionStorage.getItem(stopKeyName(run.id)) ?? undefined;
      server.steer.stop
        .mutate({ id: run.id, stopKey })
        .catch((error: unknown) => setProblem(problemOfCall(error)));
    },
  };
}
