import { useEffect, useReducer, useRef, useState } from "react";
import type { ActiveFeature } from "@/app/components/live-text/shade";
import type { KnownFeature } from "@/server/procedures/text/queries";
import { problemOfCall, server } from "@/app/trpc/client";
import { isOver } from "@/domain/steering-run";
import type { Problem } from "@/server/errors";
import type { LiveRun } from "../use-run";

/** Between an answer and the next question while the text grows; nobody reads faster, and the writer needs the worker. */
const PAUSE_MS = 1000;
const BUSY_PAUSE_MS = 5000;

/** What the tokens of one text have for features, BOS first, as far as they have been read. */
export interface TextReading {
  strongest: readonly (readonly ActiveFeature[])[];
  /** The followed feature at every token. */
  followed: { feature: number; values: readonly number[] } | null;
}

export interface WrittenFeatures {
  /** By text; empty before anything has been read. */
  texts: readonly TextReading[];
  known: ReadonlyMap<number, KnownFeature>;
}

type Answer = Awaited<ReturnType<typeof server.steer.readWritten.query>>;
interface Added {
  /** Run and SAE that the answer is about. */
  about: string;
  answer: Answer;
  followed: number | null;
}
type State = WrittenFeatures & { about: string };

const NOTHING: State = { about: "", texts: [], known: new Map() };

function add(before: State, { about, answer, followed }: Added): State {
  const old = before.about === about ? before : NOTHING;
  return {
    about,
    texts: answer.texts.map(({ from, strongest, followed: values }, i) => ({
      strongest: [...(old.texts[i]?.strongest.slice(0, from) ?? []), ...strongest],
      followed: followed === null ? null : { feature: followed, values },
    })),
    known: new Map([
      ...old.known,
      ...answer.features.map((feature): [number, KnownFeature] => [feature.feature, feature]),
    ]),
  };
}

/**
 * Reads the texts of a run with the model as it is, again and again while they are written.
 * @param sae whose features; null while they are not wanted
 * @param followed the feature whose value is wanted at every token
 */
export function useWrittenFeatures(
  run: LiveRun | null,
  sae: string | null,
  followed: number | null,
): WrittenFeatures & { problem: Problem | null } {
  const [state, dispatch] = useReducer(add, NOTHING);
  const [failed, setFailed] = useState<{ about: string; problem: Problem } | null>(null);
  const id = run?.id ?? null;
  const begun = run !== null && run.prompt !== null;
  const over = run?.status ? isOver(run.status.state) : false;
  const about = `${id} ${sae}`;
  const latest = useRef({ state, steps: 0 });
  useEffect(() => {
    latest.current = { state, steps: run?.steps.length ?? 0 };
  });
  useEffect(() => {
    if (id === null || sae === null || !begun) return;
    let wanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let before = -1;
    const ask = async () => {
      const { state, steps } = latest.current;
      if (steps !== before) {
        const from = state.about === about ? state.texts.map(({ strongest }) => strongest.length) : [];
        try {
          const answer = await server.steer.readWritten.query({ id, sae, from, followed });
          if (!wanted) return;
          before = steps;
          dispatch({ about, answer, followed });
          setFailed(null);
        } catch (error) {
          if (!wanted) return;
          const problem = problemOfCall(error);
          setFailed({ about, problem });
          // whoever waits gets an answer: workers are busy, or this reader has asked too often
          if (problem.code !== "UNAVAILABLE" && problem.code !== "RATE_LIMITED") return;
          timer = setTimeout(() => void ask(), BUSY_PAUSE_MS);
          return;
        }
      }
      if (!over) timer = setTimeout(() => void ask(), PAUSE_MS);
    };
    void ask();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [id, sae, about, begun, over, followed]);
  const shown = state.about === about ? state : NOTHING;
  return { ...shown, problem: failed?.about === about ? failed.problem : null };
}
